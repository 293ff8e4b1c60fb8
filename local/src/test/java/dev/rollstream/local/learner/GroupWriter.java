package dev.rollstream.local.learner;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Image;
import dev.rollstream.avro.LogprobKind;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.PackedArrays;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Sequence;
import dev.rollstream.avro.Task;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.runtime.StageConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Plays every stage before the learner: writes tasks, rollouts and terminal records that fit each other. Deterministic by seed. */
final class GroupWriter implements AutoCloseable {
    private final StageConfig config;
    private final Shape shape;
    private final Random random;
    private final Producer<byte[], byte[]> producer;
    private final AvroSerializer<SpecificRecord> serializer;
    private long sequence;

    /**
     * What the groups look like.
     *
     * @param members members of a group
     * @param tokens tokens of a completion
     * @param imageBytes bytes of a task's picture
     * @param open groups that are in the making at once: how far a group's rollouts lie apart
     */
    record Shape(int members, int tokens, int imageBytes, int open) {}

    /** A task and its rollouts as written. */
    record Written(Task task, RecordRef taskRef, List<Rollout> rollouts, List<RecordRef> rolloutRefs) {}

    GroupWriter(StageConfig config, Shape shape, long seed) {
        this.config = config;
        this.shape = shape;
        this.random = new Random(seed);
        this.producer = new KafkaProducer<>(
                config.producer("test-writer"), new ByteArraySerializer(), new ByteArraySerializer());
        this.serializer = new AvroSerializer<>(RegistryClients.create(config.registry()));
    }

    /** Writes so many complete training groups; returns their ids in the order of writing. */
    List<String> write(int groups) {
        List<String> ids = new ArrayList<>();
        Deque<Pending> pending = new ArrayDeque<>();
        for (int i = 0; i < groups; i++) {
            pending.add(begin());
            if (pending.size() == shape.open) {
                ids.add(end(pending.remove()));
            }
        }
        pending.forEach(group -> ids.add(end(group)));
        producer.flush();
        return ids;
    }

    /** A group whose records are on their way. */
    private record Pending(
            Task task,
            Future<RecordMetadata> taskAt,
            List<Rollout> rollouts,
            List<Future<RecordMetadata>> rolloutsAt) {}

    private Pending begin() {
        Task task = task("run-1/" + sequence++);
        Future<RecordMetadata> taskAt = send(config.topics().tasks(), task.getGroupId(), task);
        List<Rollout> rollouts = new ArrayList<>();
        List<Future<RecordMetadata>> rolloutsAt = new ArrayList<>();
        for (int index = 0; index < shape.members; index++) {
            Rollout rollout = rollout(task, index);
            rollouts.add(rollout);
            rolloutsAt.add(send(config.topics().rollouts(), task.getGroupId(), rollout));
        }
        return new Pending(task, taskAt, rollouts, rolloutsAt);
    }

    private String end(Pending pending) {
        Written written = settled(pending);
        writeTerminal(terminal(written));
        return written.task().getGroupId();
    }

    /** Writes a task and its rollouts, but no terminal record. */
    Written writePayload() {
        Pending pending = begin();
        producer.flush();
        return settled(pending);
    }

    private static Written settled(Pending pending) {
        return new Written(
                pending.task,
                ref(get(pending.taskAt)),
                pending.rollouts,
                pending.rolloutsAt.stream().map(at -> ref(get(at))).toList());
    }

    /** The terminal record that fits a payload: complete, every member trains. */
    static AdvantageGroup terminal(Written written) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < written.rollouts().size(); i++) {
            Rollout rollout = written.rollouts().get(i);
            members.add(Member.newBuilder()
                    .setIndex(rollout.getIndex())
                    .setOutcome(MemberOutcome.SCORED)
                    .setReward((double) (i % 2))
                    .setAdvantage(i % 2 - 0.5)
                    .setTokenCount(rollout.getTokenCount())
                    .setPolicyVersionMin(rollout.getPolicyVersionMin())
                    .setPolicyVersionMax(rollout.getPolicyVersionMax())
                    .setRollout(written.rolloutRefs().get(i))
                    .build());
        }
        return AdvantageGroup.newBuilder()
                .setGroupId(written.task().getGroupId())
                .setRunId(written.task().getRunId())
                .setOutcome(GroupOutcome.COMPLETE)
                .setPurpose(Purpose.TRAIN)
                .setTask(written.taskRef())
                .setMembers(members)
                .build();
    }

    /** Writes a whole group whose terminal record was changed. */
    String writeChanged(UnaryOperator<AdvantageGroup> change) {
        AdvantageGroup group = change.apply(terminal(writePayload()));
        get(writeTerminal(group));
        return group.getGroupId();
    }

    /** Writes a terminal record. */
    Future<RecordMetadata> writeTerminal(AdvantageGroup group) {
        return send(config.topics().advantages(), group.getGroupId(), group);
    }

    /** Writes raw bytes under a group's key. */
    void writeRaw(Topic<?> topic, String key, byte[] value) {
        get(producer.send(new ProducerRecord<>(topic.name(), key.getBytes(StandardCharsets.UTF_8), value)));
    }

    private Task task(String groupId) {
        byte[] picture = new byte[shape.imageBytes];
        random.nextBytes(picture);
        return Task.newBuilder()
                .setGroupId(groupId)
                .setRunId("run-1")
                .setPrompt("<image> In which order?")
                .setGroupSize(shape.members)
                .setPurpose(Purpose.TRAIN)
                .setImages(List.of(Image.newBuilder()
                        .setData(ByteBuffer.wrap(picture))
                        .setSha256(sha256(picture))
                        .setMediaType("image/jpeg")
                        .setWidth(1)
                        .setHeight(1)
                        .build()))
                .build();
    }

    private Rollout rollout(Task task, int index) {
        int[] ids = random.ints(shape.tokens, 0, 150_000).toArray();
        float[] logprobs = new float[shape.tokens];
        for (int i = 0; i < logprobs.length; i++) {
            logprobs[i] = -random.nextFloat();
        }
        return Rollout.newBuilder()
                .setGroupId(task.getGroupId())
                .setRunId(task.getRunId())
                .setIndex(index)
                .setText("word ".repeat(shape.tokens * 4 / 5))
                .setTokenCount(shape.tokens)
                .setPolicyVersionMin(3L)
                .setPolicyVersionMax(4L)
                .setLogprobKind(LogprobKind.PROCESSED)
                .setSequences(List.of(Sequence.newBuilder()
                        .setTokenCount(shape.tokens)
                        .setTokenIds(PackedArrays.packInts(ids))
                        .setLogprobs(PackedArrays.packFloats(logprobs))
                        .build()))
                .build();
    }

    private Future<RecordMetadata> send(Topic<?> topic, String key, SpecificRecord value) {
        byte[] bytes = serializer.serialize(topic.name(), value);
        return producer.send(new ProducerRecord<>(topic.name(), key.getBytes(StandardCharsets.UTF_8), bytes));
    }

    private static RecordRef ref(RecordMetadata at) {
        return ref(at.partition(), at.offset());
    }

    /** A reference within the stream's own topic. */
    static RecordRef ref(int partition, long offset) {
        return RecordRef.newBuilder().setPartition(partition).setOffset(offset).build();
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
        serializer.close();
    }
}
