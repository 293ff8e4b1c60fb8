package dev.rollstream.learner.reader;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Image;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.PackedArrays;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Sequence;
import dev.rollstream.avro.Task;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Small records that fit each other, for tests to break. */
final class Groups {
    static final String ID = "run/7";

    private Groups() {}

    /** A terminal record with members of the given token counts, each of versions 3 to 4. */
    static IndexedGroup indexed(int partition, long offset, Integer... tokens) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < tokens.length; i++) {
            members.add(member(i).setTokenCount(tokens[i]).build());
        }
        return new IndexedGroup(new GroupRef(ID, "run", partition, offset), terminal(members));
    }

    /** A reference within the stream's own topic. */
    static RecordRef ref(int partition, long offset) {
        return RecordRef.newBuilder().setPartition(partition).setOffset(offset).build();
    }

    static AdvantageGroup terminal(List<Member> members) {
        return AdvantageGroup.newBuilder()
                .setGroupId(ID)
                .setRunId("run")
                .setOutcome(GroupOutcome.COMPLETE)
                .setPurpose(Purpose.TRAIN)
                .setTask(ref(1, 40L))
                .setMembers(members)
                .build();
    }

    static Member.Builder member(int index) {
        return Member.newBuilder()
                .setIndex(index)
                .setAdvantage(0.5)
                .setTokenCount(3)
                .setPolicyVersionMin(3L)
                .setPolicyVersionMax(4L)
                .setRollout(ref(1, 100L + index));
    }

    static Rollout.Builder rollout(int index) {
        return Rollout.newBuilder()
                .setGroupId(ID)
                .setRunId("run")
                .setIndex(index)
                .setTask(ref(1, 40L))
                .setText("yes")
                .setTokenCount(3)
                .setPolicyVersionMin(3L)
                .setPolicyVersionMax(4L)
                .setSequences(List.of(sequence().build()));
    }

    static Sequence.Builder sequence() {
        return Sequence.newBuilder()
                .setPromptLength(2)
                .setPromptTokenIds(PackedArrays.packInts(new int[] {8, 9}))
                .setTokenCount(3)
                .setTokenIds(PackedArrays.packInts(new int[] {1, 2, 70_000}))
                .setLossMask(ByteBuffer.wrap(new byte[] {1, 0, 1}))
                .setLogprobs(PackedArrays.packFloats(new float[] {-0.5f, -1f, 0f}));
    }

    static Task.Builder task() {
        return Task.newBuilder().setGroupId(ID).setRunId("run").setGroupSize(4).setImages(List.of(image().build()));
    }

    /** SHA-256 of "abc" is the first example of FIPS 180-2. */
    static Image.Builder image() {
        return Image.newBuilder()
                .setData(ByteBuffer.wrap("abc".getBytes(StandardCharsets.US_ASCII)))
                .setSha256("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
