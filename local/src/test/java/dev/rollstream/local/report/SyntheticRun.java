package dev.rollstream.local.report;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKey;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.AnswerKeyEventType;
import dev.rollstream.avro.ClosedBy;
import dev.rollstream.avro.Component;
import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.GroupReason;
import dev.rollstream.avro.Image;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.RewardEventType;
import dev.rollstream.avro.RewardStatistics;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.PictureEncoding;
import dev.rollstream.pretext.image.RgbImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A learner's life as records: five tasks whose accuracy rises with the version, held-out groups at every few versions. By seed. */
public final class SyntheticRun {
    static final String RUN = "synthetic";
    static final String POLICY = "policy";
    static final String LEARNER = "learner";
    static final String DATASET = "scenes";
    /** Kinds of task. */
    public static final List<String> TASKS = List.of("crop", "depth", "flip", "position", "shuffle");

    static final long START_MS = 1_790_000_000_000L;

    private static final int MEMBERS = 6;

    private final Shape shape;
    private final Sink sink;
    private final Random random;
    private long sequence;
    private long nowMs;

    /**
     * How long it is.
     *
     * @param versions learner steps
     * @param groups training groups a step
     * @param evalEvery steps between evaluations
     * @param evalGroups held-out groups of each task in an evaluation
     * @param stepMs time of a step
     */
    public record Shape(int versions, int groups, int evalEvery, int evalGroups, long stepMs) {}

    /** Where the records go. */
    public interface Sink {
        RecordRef task(Task task);

        void answerKey(AnswerKeyEvent key);

        RecordRef rollout(Rollout rollout);

        void reward(RewardEvent event, long timeMs);

        void group(AdvantageGroup group, long timeMs);

        void policy(PolicyVersion version, long timeMs);

        void receipt(Receipt receipt, long timeMs);
    }

    SyntheticRun(Shape shape, Sink sink, long seed) {
        this(shape, sink, seed, START_MS);
    }

    /** A life that begins at a time. */
    public SyntheticRun(Shape shape, Sink sink, long seed, long startMs) {
        this.nowMs = startMs;
        this.shape = shape;
        this.sink = sink;
        this.random = new Random(seed);
    }

    /** Writes all of it. */
    public void write() {
        publish(0);
        for (int version = 0; version <= shape.versions(); version++) {
            if (version % shape.evalEvery() == 0) {
                evaluate(version);
            }
            if (version < shape.versions()) {
                step(version);
                publish(version + 1);
            }
        }
    }

    private void evaluate(int version) {
        for (String task : TASKS) {
            for (int i = 0; i < shape.evalGroups(); i++) {
                group(task, Purpose.EVAL, version, 1);
            }
        }
    }

    private void step(int version) {
        List<String> usable = new ArrayList<>();
        for (int i = 0; i < shape.groups(); i++) {
            int behind = Math.min(version, random.nextInt(3));
            AdvantageGroup group =
                    group(TASKS.get((int) (sequence % TASKS.size())), Purpose.TRAIN, version - behind, MEMBERS);
            if (group.getOutcome() == GroupOutcome.COMPLETE) {
                usable.add(group.getGroupId());
            }
            nowMs += shape.stepMs() / shape.groups();
        }
        usable.forEach(id -> sink.receipt(
                Receipt.newBuilder()
                        .setGroupId(id)
                        .setRunId(RUN)
                        .setLearner(LEARNER)
                        .setPolicyId(POLICY)
                        .setOutcome(random.nextInt(40) == 0 ? ReceiptOutcome.STALE : ReceiptOutcome.TRAINED)
                        .setStep((long) version)
                        .setVersionIn((long) version)
                        .setVersionOut(version + 1L)
                        .build(),
                nowMs));
    }

    private void publish(int version) {
        double t = (double) version / Math.max(1, shape.versions());
        Map<String, Double> metrics = new HashMap<>();
        metrics.put("loss", 0.02 * random.nextGaussian() - 0.01 * t);
        metrics.put("reward", 0.3 + 0.4 * t + 0.05 * random.nextGaussian());
        metrics.put("entropy", 0.9 - 0.35 * t + 0.02 * random.nextGaussian());
        metrics.put("policy_kl", 0.002 + 0.001 * random.nextDouble());
        metrics.put("reference_kl", 0.12 * t + 0.005 * random.nextDouble());
        metrics.put("max_ratio", 1.2 + 0.5 * random.nextDouble());
        metrics.put("clipped_share", 0.02 + 0.02 * random.nextDouble());
        metrics.put("gradient_norm", 1 + random.nextDouble());
        metrics.put("tokens", 3_000 + 200 * random.nextGaussian());
        metrics.put("staleness_mean", 0.9 + 0.2 * random.nextGaussian());
        metrics.put("staleness_max", (double) random.nextInt(3));
        metrics.put("learning_rate", 3e-4 * (1 - t));
        sink.policy(
                PolicyVersion.newBuilder()
                        .setPolicyId(POLICY)
                        .setVersion(version)
                        .setStep((long) version)
                        .setLearner(LEARNER)
                        .setMetrics(metrics)
                        .build(),
                nowMs);
    }

    private AdvantageGroup group(String task, Purpose purpose, long version, int members) {
        String id = RUN + "/" + sequence++;
        RecordRef taskRef = sink.task(task(id, task, purpose));
        sink.answerKey(AnswerKeyEvent.newBuilder()
                .setGroupId(id)
                .setRunId(RUN)
                .setType(AnswerKeyEventType.KEY)
                .setAnswerKey(AnswerKey.newBuilder().setAnswer("B").build())
                .build());
        reward(id, RewardEventType.OPEN, nowMs);
        double chance = 0.2 + 0.05 * TASKS.indexOf(task) + 0.4 * version / Math.max(1, shape.versions());
        List<Member> all = new ArrayList<>();
        int right = 0;
        for (int index = 0; index < members; index++) {
            boolean correct = random.nextDouble() < chance;
            boolean inFormat = correct || random.nextDouble() < 0.85;
            right += correct ? 1 : 0;
            RecordRef ref = sink.rollout(rollout(id, index, correct ? "B" : "C"));
            all.add(member(index, version, correct, inFormat, ref));
            reward(id, RewardEventType.MEMBER, nowMs + random.nextInt(900));
        }
        boolean zero = right == 0 || right == members;
        boolean filtered = purpose == Purpose.TRAIN && zero && random.nextBoolean();
        AdvantageGroup group = AdvantageGroup.newBuilder()
                .setGroupId(id)
                .setRunId(RUN)
                .setOutcome(filtered ? GroupOutcome.FILTERED : GroupOutcome.COMPLETE)
                .setReason(filtered ? (right == 0 ? GroupReason.ALL_FAILED : GroupReason.ALL_SOLVED) : GroupReason.NONE)
                .setClosedBy(ClosedBy.FULL)
                .setPurpose(purpose)
                .setDataset(purpose == Purpose.EVAL ? DATASET : null)
                .setTaskType(task)
                .setRewards(RewardStatistics.newBuilder().setZeroVariance(zero).build())
                .setTask(taskRef)
                .setClosedAtMs(nowMs + 1_000)
                .setMembers(all)
                .build();
        sink.group(group, nowMs + 1_000);
        return group;
    }

    private void reward(String id, RewardEventType type, long timeMs) {
        RewardEvent.Builder event =
                RewardEvent.newBuilder().setGroupId(id).setRunId(RUN).setType(type);
        if (type == RewardEventType.OPEN) {
            event.setOpened(GroupOpened.newBuilder().build());
        } else {
            event.setMember(MemberScored.newBuilder().setIndex(0).build());
        }
        sink.reward(event.build(), timeMs);
    }

    private Member member(int index, long version, boolean correct, boolean inFormat, RecordRef rollout) {
        return Member.newBuilder()
                .setIndex(index)
                .setOutcome(MemberOutcome.SCORED)
                .setReward((correct ? 0.9 : 0) + (inFormat ? 0.1 : 0))
                .setComponents(List.of(
                        Component.newBuilder()
                                .setName("accuracy")
                                .setValue(correct ? 1.0 : 0.0)
                                .build(),
                        Component.newBuilder()
                                .setName("format")
                                .setValue(inFormat ? 1.0 : 0.0)
                                .build()))
                .setAdvantage(correct ? 0.71 : -0.71)
                .setTokenCount(10 + random.nextInt(8))
                .setFinishReason(FinishReason.STOP)
                .setPolicyId(POLICY)
                .setPolicyVersionMin(version)
                .setPolicyVersionMax(version)
                .setRollout(rollout)
                .build();
    }

    private static Rollout rollout(String id, int index, String answer) {
        return Rollout.newBuilder()
                .setGroupId(id)
                .setRunId(RUN)
                .setIndex(index)
                .setText(
                        "<think>The roof points left, so the picture is upside down.\nThe second option fits.</think>\n\\boxed{"
                                + answer + "}")
                .setFinishReason(FinishReason.STOP)
                .build();
    }

    private static Task task(String id, String task, Purpose purpose) {
        EncodedImage picture = PICTURE;
        return Task.newBuilder()
                .setGroupId(id)
                .setRunId(RUN)
                .setPrompt("<image>\nWhich of the options is the " + task + " picture?\nA. <image> B. <image>")
                .setPurpose(purpose)
                .setTaskType(task)
                .setImages(List.of(Image.newBuilder()
                        .setMediaType("image/jpeg")
                        .setData(ByteBuffer.wrap(picture.bytes()))
                        .build()))
                .build();
    }

    private static final EncodedImage PICTURE = PictureEncoding.JPEG_95.encode(gradient());

    private static RgbImage gradient() {
        int side = 96;
        int[] pixels = new int[side * side];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (2 * (i % side)) << 16 | (2 * (i / side)) << 8 | 0x60;
        }
        return RgbImage.of(side, side, pixels);
    }
}
