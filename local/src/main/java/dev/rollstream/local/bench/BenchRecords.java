package dev.rollstream.local.bench;

import dev.rollstream.avro.AnswerKey;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.AnswerKeyEventType;
import dev.rollstream.avro.EstimatorSettings;
import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.LogprobKind;
import dev.rollstream.avro.PackedArrays;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Sequence;
import dev.rollstream.avro.Task;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Makes the records of a workload. Every second completion of a group is right, so that each group has something to learn. */
final class BenchRecords {
    private static final long TTL_MS = TimeUnit.HOURS.toMillis(6);
    private static final int BODIES = 64;
    static final String VERIFIER = "spatial-ssrl";
    static final String ESTIMATOR = "grpo";
    static final String ANSWER = "2-0-1-3";
    private static final String WRONG = "0-1-2-3";
    private static final String SYLLABLES =
            "the top left part of picture shows a wall and roof so it must be next to tree ";

    private final Workload workload;
    private final Placement groups;
    private final SamplingParameters sampling;
    /** Completions differ in a few dozen bodies: what is the same again costs as much to read and to write. */
    private final List<Body> bodies;

    private record Body(String thoughts, Sequence sequence) {}

    BenchRecords(Workload workload, Placement groups) {
        this.workload = workload;
        this.groups = groups;
        this.sampling = SamplingParameters.newBuilder()
                .setTemperature(1.0)
                .setTopP(1.0)
                .setTopK(0)
                .setMinP(0.0)
                .setMaxTokens(workload.tokens())
                .build();
        Random random = new Random(workload.seed());
        this.bodies = IntStream.range(0, BODIES).mapToObj(i -> body(random)).toList();
    }

    private Body body(Random random) {
        int tokens = workload.tokens();
        float[] logprobs = new float[tokens];
        for (int i = 0; i < tokens; i++) {
            logprobs[i] = -random.nextFloat();
        }
        StringBuilder thoughts = new StringBuilder();
        while (thoughts.length() < 4 * tokens) {
            int from = random.nextInt(SYLLABLES.length());
            thoughts.append(SYLLABLES, from, SYLLABLES.length());
        }
        thoughts.setLength(4 * tokens);
        return new Body(
                thoughts.toString(),
                Sequence.newBuilder()
                        .setTokenCount(tokens)
                        .setTokenIds(PackedArrays.packInts(
                                random.ints(tokens, 0, 150_000).toArray()))
                        .setLogprobs(PackedArrays.packFloats(logprobs))
                        .build());
    }

    /** Whether the completion of an index gives the right answer. */
    static boolean isRight(int index) {
        return index % 2 == 0;
    }

    /** What a verifier has to judge: a completion of the shortest kind, and the answer. */
    static String text(int index) {
        return text("so", index);
    }

    private static String text(String thoughts, int index) {
        return "<think>" + thoughts + "</think>\\boxed{" + (isRight(index) ? ANSWER : WRONG) + "}";
    }

    Task task(int group) {
        return Task.newBuilder()
                .setGroupId(groups.id(group))
                .setRunId(groups.run())
                .setPrompt("What is the order of the parts?")
                .setImages(List.of())
                .setGroupSize(workload.groupSize())
                .setSampling(sampling)
                .setTtlMs(TTL_MS)
                .setTaskType("shuffle")
                .setPurpose(Purpose.TRAIN)
                .build();
    }

    AnswerKeyEvent answerKey(int group, RecordRef task) {
        AnswerKey key = AnswerKey.newBuilder()
                .setAnswer(ANSWER)
                .setVerifier(VERIFIER)
                .setGroupSize(workload.groupSize())
                .setTtlMs(TTL_MS)
                .setTaskType("shuffle")
                .setPurpose(Purpose.TRAIN)
                .setTask(task)
                .setEstimator(EstimatorSettings.newBuilder().setName(ESTIMATOR).build())
                .build();
        return AnswerKeyEvent.newBuilder()
                .setGroupId(groups.id(group))
                .setRunId(groups.run())
                .setType(AnswerKeyEventType.KEY)
                .setAnswerKey(key)
                .build();
    }

    Rollout rollout(int group, int index, RecordRef task) {
        Body body = bodies.get((int) (((long) group * workload.groupSize() + index) % BODIES));
        return Rollout.newBuilder()
                .setGroupId(groups.id(group))
                .setRunId(groups.run())
                .setIndex(index)
                .setAttempt(0)
                .setTask(task)
                .setText(text(body.thoughts, index))
                .setFinishReason(FinishReason.STOP)
                .setTokenCount(workload.tokens())
                .setPolicyId("bench")
                .setPolicyVersionMin(1L)
                .setPolicyVersionMax(1L)
                .setSampling(sampling)
                .setLogprobKind(LogprobKind.PROCESSED)
                .setSequences(List.of(body.sequence))
                .build();
    }
}
