package dev.rollstream.local.load;

import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.local.load.SeededGroup.CancelWritten;
import dev.rollstream.local.load.SeededGroup.RolloutWritten;
import dev.rollstream.local.load.Truth.BadRecord;
import dev.rollstream.runtime.DeadLetterReason;
import dev.rollstream.runtime.StageConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Plays task producer and workers, good ones and bad ones, and remembers everything that it wrote. Deterministic by seed but for
 * the broker's offsets and times. For one thread at a time.
 */
public final class Load implements AutoCloseable {
    private record Deferred(BooleanSupplier when, Runnable what) {}

    private final StageConfig config;
    private final Watch watch;
    private final Random random;
    private final LoadRecords records;
    private final int partitions;
    private final RegistryClient registry;
    private final AvroSerializer<SpecificRecord> serializer;
    private final Transactions taskProducer;
    private final KafkaProducer<byte[], byte[]> worker;
    private final List<SeededGroup> groups = new ArrayList<>();
    private final List<SeededGroup> open = new LinkedList<>();
    private final List<BadRecord> badRecords = new ArrayList<>();
    private final List<Deferred> deferred = new ArrayList<>();
    private long sequence;

    public Load(StageConfig config, Watch watch, long seed) {
        this.config = config;
        this.watch = watch;
        this.random = new Random(seed);
        this.records = new LoadRecords("run-" + seed, random);
        this.registry = RegistryClients.create(config.registry());
        this.serializer = new AvroSerializer<>(registry);
        ByteArraySerializer bytes = new ByteArraySerializer();
        this.taskProducer = new Transactions(soon(config.transactionalProducer("load-tasks", "load")));
        this.worker = new KafkaProducer<>(soon(config.producer("load-rollouts")), bytes, bytes);
        this.partitions =
                worker.partitionsFor(config.topics().rollouts().name()).size();
    }

    /** Says what is in the way while the test still waits for it. */
    private static Map<String, Object> soon(Map<String, Object> settings) {
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 150_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 150_000);
        return settings;
    }

    public Random random() {
        return random;
    }

    public Watch watch() {
        return watch;
    }

    public int partitions() {
        return partitions;
    }

    /** Registers every schema that it writes, so that it can go on while no registry answers. */
    public void registerSchemas() {
        SeededGroup group = plan(Settings.PATIENT);
        encode(config.topics().tasks(), records.task(group));
        encode(config.topics().answerKeys(), records.answerKey(group, LoadRecords.ref(0, 0)));
        encode(config.topics().rollouts(), records.rollout(group, 0, Completion.RIGHT, "", 0));
        groups.remove(group);
    }

    /** A group that nothing is written for yet. */
    public SeededGroup plan(Settings settings) {
        String id = records.runId() + "/" + sequence++;
        SeededGroup group = new SeededGroup(id, "answer-" + random.nextInt(100), partitionOf(id), settings);
        groups.add(group);
        return group;
    }

    private int partitionOf(String key) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /** A group with task and answer key. */
    public SeededGroup open(Settings settings) {
        SeededGroup group = plan(settings);
        open(List.of(group));
        return group;
    }

    /** Tasks and answer keys of some groups, in one transaction. */
    public void open(List<SeededGroup> planned) {
        taskProducer.commit(() -> {
            List<Landing> tasks = planned.stream().map(this::sendTask).toList();
            taskProducer.flush();
            for (int i = 0; i < planned.size(); i++) {
                RecordRef task =
                        LoadRecords.ref(planned.get(i).partition(), tasks.get(i).offset());
                planned.get(i).opened(task, sendKey(planned.get(i), records.answerKey(planned.get(i), task)));
            }
            return planned;
        });
        open.addAll(planned);
    }

    /** Task and answer key of a group in a transaction that is not committed: there never was such a group. */
    public void openInVain(SeededGroup group) {
        taskProducer.abort(() -> {
            Landing task = sendTask(group);
            taskProducer.flush();
            sendKey(group, records.answerKey(group, LoadRecords.ref(group.partition(), task.offset())));
        });
    }

    /** The answer key of an open group once more: the same, or another one. */
    public void repeatKey(SeededGroup group, @Nullable String otherAnswer) {
        String answer = Objects.requireNonNullElse(otherAnswer, group.answer());
        AnswerKeyEvent key = records.answerKey(group, group.task(), answer);
        Landing at = taskProducer.commit(() -> sendKey(group, key));
        if (otherAnswer != null) {
            bad(at, DeadLetterReason.CONFLICT);
        }
    }

    /** A group whose answer key cannot be used. */
    public void openBadly(Settings settings, String answer, DeadLetterReason reason) {
        SeededGroup group = plan(settings);
        SeededGroup sound = new SeededGroup(group.id(), answer, group.partition(), Settings.PATIENT);
        Landing at = taskProducer.commit(() -> {
            Landing task = sendTask(sound);
            taskProducer.flush();
            return sendKey(group, records.answerKey(group, LoadRecords.ref(group.partition(), task.offset()), answer));
        });
        bad(at, reason);
    }

    /** The answer key of an open group in a partition that is not the group's. */
    public void strayKey(SeededGroup group) {
        byte[] value = encode(config.topics().answerKeys(), records.answerKey(group, group.task()));
        Topic<?> topic = config.topics().answerKeys();
        bad(
                taskProducer.commit(() -> send(taskProducer::send, topic, other(group.partition()), group.id(), value)),
                DeadLetterReason.WRONG_PARTITION);
    }

    /** Ends a group early. All that was written for it must have been scored, or its fate would be a race. */
    public void cancel(SeededGroup group) {
        taskProducer.commit(() -> sendKey(group, records.cancel(group)));
        group.happened(new CancelWritten());
    }

    /** Cancels a group that never was. */
    public void cancelUnknown() {
        SeededGroup group = plan(Settings.PATIENT);
        bad(taskProducer.commit(() -> sendKey(group, records.cancel(group))), DeadLetterReason.NO_ANSWER_KEY);
    }

    private Landing sendTask(SeededGroup group) {
        byte[] value = encode(config.topics().tasks(), records.task(group));
        return send(taskProducer::send, config.topics().tasks(), group.partition(), group.id(), value);
    }

    private Landing sendKey(SeededGroup group, AnswerKeyEvent event) {
        byte[] value = encode(config.topics().answerKeys(), event);
        return send(taskProducer::send, config.topics().answerKeys(), group.partition(), group.id(), value);
    }

    /** One completion for one slot. */
    public void rollout(SeededGroup group, int index, Completion kind) {
        rollout(group, index, kind, records.thoughts());
    }

    /** One completion that thinks these thoughts. */
    public void rollout(SeededGroup group, int index, Completion kind, String thoughts) {
        send(group, records.rollout(group, index, kind, thoughts, 0), kind, group.partition());
    }

    /** A rollout for every slot, in any order, each with any reward. */
    public void fill(SeededGroup group) {
        List<Integer> slots = new ArrayList<>(
                IntStream.range(0, group.settings().size()).boxed().toList());
        Collections.shuffle(slots, random);
        slots.forEach(index -> rollout(group, index, anyScored()));
    }

    /** A rollout for every slot, all of a kind. */
    public void fill(SeededGroup group, Completion kind) {
        IntStream.range(0, group.settings().size()).forEach(index -> rollout(group, index, kind));
    }

    /** A completion with any reward. */
    public Completion anyScored() {
        return Completion.values()[random.nextInt(4)];
    }

    /** The slot's first completion once more, as another attempt. */
    public void repeat(SeededGroup group, int index) {
        RolloutWritten first = group.first(index);
        Rollout again = Rollout.newBuilder(records.rollout(group, index, first.kind(), "", 1))
                .setText(first.text())
                .build();
        send(group, again, first.kind(), group.partition());
    }

    /** A rollout in a partition that is not its group's. */
    public void strayRollout(SeededGroup group, int index) {
        Rollout rollout = records.rollout(group, index, Completion.RIGHT, records.thoughts(), 0);
        send(group, rollout, Completion.RIGHT, other(group.partition()));
    }

    private void send(SeededGroup group, Rollout rollout, Completion kind, int partition) {
        byte[] value = encode(config.topics().rollouts(), rollout);
        Landing at = send(worker::send, config.topics().rollouts(), partition, group.id(), value);
        boolean strayed = partition != group.partition();
        group.happened(new RolloutWritten(rollout.getIndex(), kind, rollout.getText(), strayed, at));
    }

    /** A rollout that no group can use. */
    public void badRollout(String key, Rollout rollout, DeadLetterReason reason) {
        byte[] value = encode(config.topics().rollouts(), rollout);
        bad(send(worker::send, config.topics().rollouts(), partitionOf(key), key, value), reason);
    }

    public LoadRecords records() {
        return records;
    }

    /** Bytes that are no rollout. */
    public void badRolloutBytes(@Nullable String key, byte @Nullable [] value) {
        int partition = random.nextInt(partitions);
        bad(send(worker::send, config.topics().rollouts(), partition, key, value), DeadLetterReason.UNDECODABLE);
    }

    /** Bytes that are no answer key. */
    public void badKeyBytes(@Nullable String key, byte @Nullable [] value) {
        int partition = random.nextInt(partitions);
        Topic<?> topic = config.topics().answerKeys();
        bad(
                taskProducer.commit(() -> send(taskProducer::send, topic, partition, key, value)),
                DeadLetterReason.UNDECODABLE);
    }

    private int other(int partition) {
        return (partition + 1 + random.nextInt(partitions - 1)) % partitions;
    }

    public void bad(Landing at, DeadLetterReason reason) {
        badRecords.add(new BadRecord(at, reason));
    }

    private byte[] encode(Topic<?> topic, SpecificRecord record) {
        return serializer.encode(topic.name(), record);
    }

    private static Landing send(
            Function<ProducerRecord<byte[], byte[]>, Future<RecordMetadata>> producer,
            Topic<?> topic,
            int partition,
            @Nullable String key,
            byte @Nullable [] value) {
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        return new Landing(producer.apply(new ProducerRecord<>(topic.name(), partition, keyBytes, value)));
    }

    /** Does something later, when the stages have got so far. */
    public void once(BooleanSupplier when, Runnable what) {
        deferred.add(new Deferred(when, what));
    }

    /** Does what can be done by now. What is done may defer more. */
    public void catchUp() {
        List<Deferred> due = new ArrayList<>();
        for (Iterator<Deferred> all = deferred.iterator(); all.hasNext(); ) {
            Deferred one = all.next();
            if (one.when().getAsBoolean()) {
                all.remove();
                due.add(one);
            }
        }
        due.forEach(one -> one.what().run());
    }

    /** Groups that have an answer key and no end yet. */
    public int openGroups() {
        open.removeIf(watch::hasEnded);
        return open.size();
    }

    /** Whether nothing is deferred any more. */
    public boolean isCaughtUp() {
        return deferred.isEmpty();
    }

    /** Writes groups until each partition has one more. */
    public void fillEveryPartition() {
        Set<Integer> filled = new HashSet<>();
        while (filled.size() < partitions) {
            SeededGroup group = open(Settings.PATIENT);
            fill(group);
            filled.add(group.partition());
        }
    }

    /** What must become of all that is written by now. */
    public Truth truth() {
        worker.flush();
        return Truth.of(records.runId(), groups, badRecords);
    }

    /** Waits until the broker has everything. */
    public void flush() {
        worker.flush();
    }

    @Override
    public void close() {
        taskProducer.close();
        worker.close();
        serializer.close();
        registry.close();
    }
}
