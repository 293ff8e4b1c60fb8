package dev.rollstream.local.bench;

import com.sun.management.ThreadMXBean;
import dev.rollstream.aggregator.GroupFold;
import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.ClosedBy;
import dev.rollstream.avro.EstimatorSettings;
import dev.rollstream.avro.GroupClosed;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.RewardEventType;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.avro.serde.Projection;
import dev.rollstream.scorer.verifier.AnswerSpec;
import dev.rollstream.scorer.verifier.Completion;
import dev.rollstream.scorer.verifier.Scorer;
import dev.rollstream.scorer.verifier.VerifierRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What scorer and aggregator cost without Kafka, against stored bands. Bytes that a thread allocates are the same on every machine, busy
 * or not; a compiler only ever saves some of them. Time is used once, where what is looked for would be a factor of hundreds.
 */
class CostsTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int TIMES = 16;
    private static final int SHORT = 16_000;
    private static final int ROUNDS = 9;
    private static final int REPEATS = 200;
    private static final Workload WORKLOAD = new Workload(1, 8, 1, 1_024, 1, true, Duration.ofMillis(200), 1);

    private final CostBands bands = CostBands.stored();

    @ParameterizedTest
    @ValueSource(strings = {"spatial-ssrl", "math-exact", "r1v", "dapo"})
    void verifiersAreLinear(String name) {
        try (VerifierRegistry verifiers = VerifierRegistry.builtIn()) {
            // Given
            Scorer verifier = verifiers.require(name);
            Completion small = Completion.of(completion(SHORT));
            Completion large = Completion.of(completion(SHORT * TIMES));
            AnswerSpec answer = AnswerSpec.of("42");

            // When
            double smallNs = Double.MAX_VALUE;
            double largeNs = Double.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                smallNs = Math.min(smallNs, nanos(() -> verifier.score(small, answer)));
                largeNs = Math.min(largeNs, nanos(() -> verifier.score(large, answer)));
            }

            // Then
            bands.check("time of " + name + " for 16 times the text", largeNs / smallNs);
            bands.check(
                    "bytes allocated by " + name + " for a character",
                    allocated(() -> verifier.score(large, answer)) / (SHORT * TIMES));
        }
    }

    private static String completion(int length) {
        StringBuilder text = new StringBuilder("<think>");
        while (text.length() < length) {
            text.append("the top left part \\boxed{is} {next to} the tree ");
        }
        return text.append("</think>\n<answer>\\boxed{42}</answer>\nAnswer: 42").toString();
    }

    private static double nanos(Runnable work) {
        long startNs = System.nanoTime();
        work.run();
        return System.nanoTime() - startNs;
    }

    private static double allocated(Runnable work) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < REPEATS; i++) {
            work.run();
        }
        return (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / REPEATS;
    }

    @Test
    void recordsCostLittleMoreThanTheirBytes() {
        // Given
        LocalRegistry registry = LocalRegistry.inMemory();
        Placement groups = Placement.of("costs", 1, 1);
        Rollout rollout = new BenchRecords(WORKLOAD, groups)
                .rollout(
                        0,
                        0,
                        RecordRef.newBuilder().setPartition(0).setOffset(0).build());
        AvroSerializer<Rollout> serializer = new AvroSerializer<>(registry);
        byte[] bytes = Objects.requireNonNull(serializer.serialize("rollouts", rollout));
        AvroDeserializer<Rollout> whole = new AvroDeserializer<>(Rollout.class, registry);
        AvroDeserializer<Rollout> scorers = new AvroDeserializer<>(
                Projection.without(
                        Rollout.getClassSchema(), "sequences", "messages", "timings", "sampling", "worker", "engine"),
                registry);
        whole.decode("rollouts", null, bytes);
        scorers.decode("rollouts", null, bytes);

        // When
        double encode = allocated(() -> serializer.serialize("rollouts", rollout));
        double decode = allocated(() -> whole.decode("rollouts", null, bytes));
        double some = allocated(() -> scorers.decode("rollouts", null, bytes));

        // Then
        bands.check("bytes allocated to encode a byte of a rollout", encode / bytes.length);
        bands.check("bytes allocated to decode a byte of a rollout", decode / bytes.length);
        bands.check("bytes allocated by the scorer's decode of a byte of a rollout", some / bytes.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 64})
    void groupsCostTheirMembers(int size) {
        // Given
        List<RewardEvent> events = events(size);
        fold(events);

        // When
        double bytes = allocated(() -> fold(events));

        // Then
        bands.check("bytes allocated to fold a member of a group of " + size, bytes / size);
    }

    private static AdvantageGroup fold(List<RewardEvent> events) {
        GroupFold fold = new GroupFold();
        Optional<AdvantageGroup> ended = Optional.empty();
        for (RewardEvent event : events) {
            ended = fold.accept("costs/0", event);
        }
        return ended.orElseThrow();
    }

    private static List<RewardEvent> events(int size) {
        List<RewardEvent> events = new ArrayList<>();
        events.add(event(RewardEventType.OPEN)
                .setOpened(GroupOpened.newBuilder()
                        .setGroupSize(size)
                        .setPurpose(Purpose.TRAIN)
                        .setVerifier("spatial-ssrl/1")
                        .setEstimator(
                                EstimatorSettings.newBuilder().setName("grpo").build())
                        .build())
                .build());
        for (int index = 0; index < size; index++) {
            events.add(event(RewardEventType.MEMBER)
                    .setMember(MemberScored.newBuilder()
                            .setIndex(index)
                            .setOutcome(MemberOutcome.SCORED)
                            .setReward((double) (index % 2))
                            .setVerifier("spatial-ssrl/1")
                            .setTokenCount(1_024)
                            .setRollout(RecordRef.newBuilder()
                                    .setPartition(0)
                                    .setOffset(index)
                                    .build())
                            .build())
                    .build());
        }
        events.add(event(RewardEventType.CLOSE)
                .setClosed(GroupClosed.newBuilder()
                        .setClosedBy(ClosedBy.FULL)
                        .setMembers(size)
                        .build())
                .build());
        return events;
    }

    private static RewardEvent.Builder event(RewardEventType type) {
        return RewardEvent.newBuilder().setGroupId("costs/0").setRunId("costs").setType(type);
    }
}
