package dev.rollstream.scorer;

import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.GroupClosed;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.MockRegistry;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.runtime.DeadLetter;
import dev.rollstream.scorer.verifier.VerifierRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * One partition's scorer without a cluster: what is written to it is processed at once, what it writes is told as lines. Its stores
 * survive {@link #restart}, as they would through their changelogs.
 */
final class ScorerHarness implements AutoCloseable {
    static final Topics TOPICS = new Topics("t.");

    final FakeReadiness readiness = new FakeReadiness();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    private final RegistryClient registry = MockRegistry.scope("scorer-tests");
    private final AvroSerializer<AnswerKeyEvent> keySerializer = new AvroSerializer<>(registry);
    private final AvroSerializer<Rollout> rolloutSerializer = new AvroSerializer<>(registry);
    private final AvroDeserializer<RewardEvent> rewardDeserializer =
            new AvroDeserializer<>(RewardEvent.class, registry);
    private final MockProcessorContext<byte[], byte[]> context =
            new MockProcessorContext<>(new Properties(), new TaskId(0, 0), null);
    private final Map<String, Long> nextOffset = new HashMap<>();
    private final VerifierRegistry verifiers;
    private final ScorerOptions options;
    private final int partitions;
    private final ScorerMetrics counters;
    private ScoringProcessor processor;

    ScorerHarness(ScorerOptions options, int partitions) {
        this(options, partitions, VerifierRegistry.builtIn());
    }

    ScorerHarness(ScorerOptions options, int partitions, VerifierRegistry verifiers) {
        this.options = options;
        this.partitions = partitions;
        this.verifiers = verifiers;
        this.counters = new ScorerMetrics(metrics);
        addStore(Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(ScorerTopology.GROUPS_STORE), Serdes.String(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build());
        addStore(Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(ScorerTopology.PARKED_STORE),
                        Serdes.ByteArray(),
                        Serdes.ByteArray())
                .withLoggingDisabled()
                .build());
        processor = newProcessor();
    }

    private <K> void addStore(KeyValueStore<K, byte[]> store) {
        store.init(context.getStateStoreContext(), store);
        context.addStateStore(store);
    }

    private ScoringProcessor newProcessor() {
        ScorerTopology.Setting setting =
                new ScorerTopology.Setting(TOPICS, partitions, options, registry, verifiers, readiness, metrics);
        ScoringProcessor fresh = new ScoringProcessor(setting, counters);
        fresh.init(context);
        return fresh;
    }

    /** The process ends and starts again with its stores. */
    void restart() {
        processor.close();
        processor = newProcessor();
    }

    long key(long atMs, AnswerKeyEvent event) {
        return answerKeyBytes(
                atMs,
                event.getGroupId(),
                keySerializer.serialize(TOPICS.answerKeys().name(), event));
    }

    long answerKeyBytes(long atMs, @Nullable String key, byte @Nullable [] value) {
        return process(TOPICS.answerKeys().name(), atMs, key, value);
    }

    long rollout(long atMs, Rollout rollout) {
        return rolloutBytes(atMs, rollout.getGroupId(), encode(rollout));
    }

    byte[] encode(Rollout rollout) {
        return Objects.requireNonNull(
                rolloutSerializer.serialize(TOPICS.rollouts().name(), rollout));
    }

    long rolloutBytes(long atMs, @Nullable String key, byte @Nullable [] value) {
        return process(TOPICS.rollouts().name(), atMs, key, value);
    }

    private long process(String topic, long atMs, @Nullable String key, byte @Nullable [] value) {
        long offset = nextOffset.merge(topic, 1L, Long::sum) - 1;
        context.setRecordMetadata(topic, 0, offset);
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        processor.process(new Record<>(keyBytes, value, atMs, new RecordHeaders()));
        return offset;
    }

    /** The wall clock shows a time, and the scorer looks at what is due. */
    void tick(long wallMs) {
        List<MockProcessorContext.CapturedPunctuator> ticks = context.scheduledPunctuators();
        ticks.get(ticks.size() - 1).getPunctuator().punctuate(wallMs);
    }

    double counter(String name) {
        return metrics.find("rollstream_scorer_" + name).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    double gauge(String name) {
        return metrics.get("rollstream_scorer_" + name).gauge().value();
    }

    /** The reward events that were written since {@link #forget}. */
    List<RewardEvent> rewards() {
        List<RewardEvent> events = new ArrayList<>();
        context.forwarded(Outbox.REWARDS_SINK).forEach(forward -> events.add(decode(forward.record())));
        return events;
    }

    /** The dead letters that were written since {@link #forget}. */
    List<DeadLetter> deadLetters() {
        List<DeadLetter> letters = new ArrayList<>();
        context.forwarded(Outbox.DEAD_LETTERS_SINK)
                .forEach(forward ->
                        letters.add(DeadLetter.of(forward.record().headers()).orElseThrow()));
        return letters;
    }

    private RewardEvent decode(Record<? extends byte[], ? extends byte[]> record) {
        return Objects.requireNonNull(
                rewardDeserializer.deserialize(TOPICS.rewards().name(), record.value()));
    }

    void forget() {
        context.resetForwards();
    }

    /** What was written since the last call, a line each, in order. */
    List<String> takeLines() {
        List<String> lines = new ArrayList<>();
        for (MockProcessorContext.CapturedForward<? extends byte[], ? extends byte[]> forward : context.forwarded()) {
            boolean isReward = forward.childName().orElseThrow().equals(Outbox.REWARDS_SINK);
            lines.add(isReward ? line(decode(forward.record())) : line(forward.record()));
        }
        context.resetForwards();
        return lines;
    }

    private static String line(RewardEvent event) {
        String id = event.getGroupId();
        return switch (event.getType()) {
            case OPEN -> {
                GroupOpened open = event.getOpened();
                yield "OPEN " + id + " size=" + open.getGroupSize() + " verifier=" + open.getVerifier() + " deadline="
                        + open.getDeadlineMs();
            }
            case MEMBER -> {
                MemberScored member = event.getMember();
                yield "MEMBER " + id + " " + member.getIndex() + " " + member.getOutcome() + " " + member.getReward()
                        + " from " + member.getRollout().getOffset();
            }
            case CLOSE -> {
                GroupClosed close = event.getClosed();
                String reason = close.getReason() == null ? "" : " reason=" + close.getReason();
                yield "CLOSE " + id + " " + close.getClosedBy() + " members=" + close.getMembers() + " duplicates="
                        + close.getDuplicates() + " at=" + close.getClosedAtMs() + reason;
            }
            case UNKNOWN -> throw new AssertionError("an event without a type");
        };
    }

    private static String line(Record<? extends byte[], ? extends byte[]> record) {
        DeadLetter letter = DeadLetter.of(record.headers()).orElseThrow();
        String topic = letter.topic().substring(TOPICS.prefix().length());
        String content = record.value() == null ? " without its value" : "";
        return "DEAD " + topic + "@" + letter.offset() + " " + letter.reason() + content;
    }

    @Override
    public void close() {
        processor.close();
        verifiers.close();
    }
}
