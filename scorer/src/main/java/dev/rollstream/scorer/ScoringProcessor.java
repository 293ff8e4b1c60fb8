package dev.rollstream.scorer;

import dev.rollstream.runtime.DeadLetterReason;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The scorer of one partition: hands each record to the handler of its topic, and looks five times a second at what has fallen
 * due. Everything it knows beyond its two stores is rebuilt from them in {@link #init}.
 */
final class ScoringProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    static final Duration TICK = Duration.ofMillis(200);
    /** A tick that falls behind goes on at the next one, so that commits are never held up. */
    static final int MAX_DUE_PER_TICK = 2_000;

    private final ScorerTopology.Setting setting;
    private final ScorerMetrics metrics;
    private @Nullable Partition partition;

    ScoringProcessor(ScorerTopology.Setting setting, ScorerMetrics metrics) {
        this.setting = setting;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        Partition ready = new Partition(setting, metrics, context);
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, ready::tick);
        partition = ready;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (partition == null) {
            throw new IllegalStateException("init() was not called");
        }
        partition.process(record);
    }

    @Override
    public void close() {
        if (partition != null) {
            partition.close();
            partition = null;
        }
    }

    /** What exists between {@link #init} and {@link #close}. */
    private static final class Partition {
        private final ProcessorContext<byte[], byte[]> context;
        private final TaskParts parts;
        private final String answerKeysTopic;
        private final PartitionClock rolloutTime;
        private final PartitionClock answerKeyTime;
        private final RolloutHandler rollouts;
        private final AnswerKeyHandler answerKeys;

        Partition(ScorerTopology.Setting setting, ScorerMetrics metrics, ProcessorContext<byte[], byte[]> context) {
            this.context = context;
            int number = context.taskId().partition();
            String rolloutsTopic = setting.topics().rollouts().name();
            answerKeysTopic = setting.topics().answerKeys().name();
            rolloutTime = new PartitionClock(new TopicPartition(rolloutsTopic, number), setting.readiness());
            answerKeyTime = new PartitionClock(new TopicPartition(answerKeysTopic, number), setting.readiness());
            Outbox outbox = new Outbox(context, setting.topics(), setting.registry(), metrics);
            parts = new TaskParts(
                    setting.options(),
                    setting.partitions(),
                    new Groups(context.getStateStore(ScorerTopology.GROUPS_STORE), outbox, metrics),
                    new ParkedRollouts(
                            context.getStateStore(ScorerTopology.PARKED_STORE),
                            new Inbound.Coordinates(rolloutsTopic, number, 0),
                            setting.topics().rollouts().settings().maxMessageBytes(),
                            setting.options(),
                            metrics),
                    new MemberScorer(setting.verifiers(), metrics),
                    outbox,
                    metrics);
            rollouts = new RolloutHandler(parts, setting.registry());
            answerKeys = new AnswerKeyHandler(parts, rollouts::handle, setting.registry());
        }

        void process(Record<byte[], byte[]> record) {
            RecordMetadata at = context.recordMetadata()
                    .orElseThrow(() -> new IllegalStateException("A record of a source has coordinates"));
            Inbound in = new Inbound(
                    new Inbound.Coordinates(at.topic(), at.partition(), at.offset()),
                    record.timestamp(),
                    record.key(),
                    record.value(),
                    record.headers());
            if (at.topic().equals(answerKeysTopic)) {
                answerKeyTime.read(in.appendedAtMs());
                answerKeys.handle(in);
            } else {
                rolloutTime.read(in.appendedAtMs());
                rollouts.handle(in);
            }
        }

        void tick(long wallMs) {
            int left = MAX_DUE_PER_TICK;
            Groups groups = parts.groups();
            long rolloutsReachedMs = rolloutTime.reachedMs(groups.nextDeadlineMs(), wallMs);
            while (left-- > 0 && groups.nextDeadlineMs() <= rolloutsReachedMs) {
                groups.settleNextDeadline(rolloutsReachedMs);
            }
            long bothReachedMs = bothReachedMs(groups.nextForgetMs(), wallMs);
            while (left-- > 0 && groups.nextForgetMs() <= bothReachedMs) {
                groups.forgetNext();
            }
            ParkedRollouts parked = parts.parked();
            long keysReachedMs = answerKeyTime.reachedMs(parked.nextDueMs(), wallMs);
            while (left-- > 0 && parked.nextDueMs() <= keysReachedMs) {
                parked.releaseNextDue(rollout -> rollouts.reject(
                        rollout, DeadLetterReason.NO_ANSWER_KEY, "its answer key did not come in time"));
            }
        }

        private long bothReachedMs(long neededMs, long wallMs) {
            return Math.min(rolloutTime.reachedMs(neededMs, wallMs), answerKeyTime.reachedMs(neededMs, wallMs));
        }

        void close() {
            parts.groups().close();
            parts.parked().close();
        }
    }
}
