package dev.rollstream.benchmark;

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
import dev.rollstream.avro.registry.RegistryClient;
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
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Fills topics with groups that a learner reads: tasks, rollouts and terminal records that fit each other. The same by seed. */
final class TrainingGroups implements AutoCloseable {
    private static final String RUN = "bench";
    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final int RECORD_BYTES = 150;
    private static final int VOCABULARY = 150_000;

    private final StageConfig config;
    private final Shape shape;
    private final SplittableRandom random = new SplittableRandom(1);
    private final RegistryClient registry;
    private final AvroSerializer<SpecificRecord> serializer;
    private final Producer<byte[], byte[]> producer;

    /**
     * What the groups look like.
     *
     * @param members members of a group
     * @param tokens tokens of a completion, each with an id and a log-probability
     * @param imageBytes bytes of a task's picture
     * @param open groups in the making at once: how far a group's rollouts lie apart
     */
    record Shape(int members, int tokens, int imageBytes, int open) {
        /** How large a group's records are together, about: an id, a log-probability and text for each token, and what goes with them. */
        long bytes() {
            return members * (tokens * (2L * Float.BYTES + CHARACTERS_PER_TOKEN) + RECORD_BYTES)
                    + imageBytes
                    + RECORD_BYTES;
        }
    }

    /** A group whose records are on their way. */
    private record Pending(
            Task task,
            CompletableFuture<RecordRef> taskAt,
            List<Rollout> rollouts,
            List<CompletableFuture<RecordRef>> rolloutsAt) {}

    TrainingGroups(StageConfig config, Shape shape) {
        this.config = config;
        this.shape = shape;
        this.registry = RegistryClients.create(config.registry());
        this.serializer = new AvroSerializer<>(registry);
        this.producer = new KafkaProducer<>(
                config.producer("bench-writer"), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Writes so many groups. */
    void write(int groups) {
        Deque<Pending> pending = new ArrayDeque<>();
        for (int i = 0; i < groups; i++) {
            pending.add(begin(i));
            if (pending.size() == shape.open) {
                end(pending.remove());
            }
        }
        pending.forEach(this::end);
        producer.flush();
    }

    private Pending begin(int number) {
        Task task = task(RUN + "/" + number);
        CompletableFuture<RecordRef> taskAt = send(config.topics().tasks().name(), task.getGroupId(), task);
        List<Rollout> rollouts = IntStream.range(0, shape.members)
                .mapToObj(index -> rollout(task, index))
                .toList();
        List<CompletableFuture<RecordRef>> rolloutsAt = rollouts.stream()
                .map(rollout -> send(config.topics().rollouts().name(), task.getGroupId(), rollout))
                .toList();
        return new Pending(task, taskAt, rollouts, rolloutsAt);
    }

    private void end(Pending pending) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < shape.members; i++) {
            members.add(Member.newBuilder()
                    .setIndex(i)
                    .setOutcome(MemberOutcome.SCORED)
                    .setReward((double) (i % 2))
                    .setAdvantage(i % 2 - 0.5)
                    .setTokenCount(shape.tokens)
                    .setPolicyVersionMin(3L)
                    .setPolicyVersionMax(4L)
                    .setRollout(pending.rolloutsAt.get(i).join())
                    .build());
        }
        AdvantageGroup group = AdvantageGroup.newBuilder()
                .setGroupId(pending.task.getGroupId())
                .setRunId(RUN)
                .setOutcome(GroupOutcome.COMPLETE)
                .setPurpose(Purpose.TRAIN)
                .setTask(pending.taskAt.join())
                .setMembers(members)
                .build();
        send(config.topics().advantages().name(), group.getGroupId(), group);
    }

    private Task task(String groupId) {
        byte[] picture = new byte[shape.imageBytes];
        random.nextBytes(picture);
        Image image = Image.newBuilder()
                .setData(ByteBuffer.wrap(picture))
                .setSha256(sha256(picture))
                .setMediaType("image/jpeg")
                .setWidth(1)
                .setHeight(1)
                .build();
        return Task.newBuilder()
                .setGroupId(groupId)
                .setRunId(RUN)
                .setPrompt("<image> In which order?")
                .setGroupSize(shape.members)
                .setPurpose(Purpose.TRAIN)
                .setImages(List.of(image))
                .build();
    }

    private Rollout rollout(Task task, int index) {
        int[] ids = random.ints(shape.tokens, 0, VOCABULARY).toArray();
        float[] logprobs = new float[shape.tokens];
        for (int i = 0; i < logprobs.length; i++) {
            logprobs[i] = -(float) random.nextDouble();
        }
        Sequence sequence = Sequence.newBuilder()
                .setTokenCount(shape.tokens)
                .setTokenIds(PackedArrays.packInts(ids))
                .setLogprobs(PackedArrays.packFloats(logprobs))
                .build();
        return Rollout.newBuilder()
                .setGroupId(task.getGroupId())
                .setRunId(RUN)
                .setIndex(index)
                .setText("x".repeat(shape.tokens * CHARACTERS_PER_TOKEN))
                .setTokenCount(shape.tokens)
                .setPolicyId("default")
                .setPolicyVersionMin(3L)
                .setPolicyVersionMax(4L)
                .setLogprobKind(LogprobKind.PROCESSED)
                .setSequences(List.of(sequence))
                .build();
    }

    private CompletableFuture<RecordRef> send(String topic, String key, SpecificRecord value) {
        CompletableFuture<RecordRef> written = new CompletableFuture<>();
        byte[] bytes = serializer.encode(topic, value);
        producer.send(
                new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), bytes),
                (RecordMetadata at, @Nullable Exception failure) -> {
                    if (failure != null) {
                        written.completeExceptionally(failure);
                    } else {
                        written.complete(RecordRef.newBuilder()
                                .setPartition(at.partition())
                                .setOffset(at.offset())
                                .build());
                    }
                });
        return written;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() {
        producer.close();
        registry.close();
    }
}
