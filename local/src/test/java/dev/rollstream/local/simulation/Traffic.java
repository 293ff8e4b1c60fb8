package dev.rollstream.local.simulation;

import dev.rollstream.avro.AnswerKey;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.local.simulation.Inputs.Content;
import dev.rollstream.local.simulation.Inputs.Key;
import dev.rollstream.local.simulation.Inputs.Sent;
import dev.rollstream.local.simulation.Inputs.Slot;
import dev.rollstream.runtime.DeadLetterReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Task producer, workers and vandals: what they write by chance, told to {@link Inputs} as it is written. */
final class Traffic {
    private static final int RECENT = 6;
    private static final int MAX_SIZE = 4;
    private static final Reply[] REPLIES = Reply.values();

    /** A group whose task is written. */
    private record Announced(Key plan, long taskOffset) {}

    private record Repeatable(Key key, byte[] bytes) {}

    private final Random random;
    private final LongSupplier nowMs;
    private final Inputs inputs;
    private final Topics topics;
    private final Map<String, SimulatedLog> logs;
    private final AvroSerializer<SpecificRecord> serializer;
    private final List<Announced> announced = new ArrayList<>();
    private final List<Announced> keyless = new ArrayList<>();
    private final List<Repeatable> keys = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private int sequence;

    Traffic(Random random, LongSupplier nowMs, Inputs inputs, World world) {
        this.random = random;
        this.nowMs = nowMs;
        this.inputs = inputs;
        this.topics = world.topics();
        this.logs = world.logs();
        this.serializer = new AvroSerializer<>(world.registry());
    }

    /** A task is written; its key comes later. */
    void announce() {
        Key plan = new Key(
                nextGroup(0),
                1 + random.nextInt(MAX_SIZE),
                random.nextBoolean() ? "A" : "B",
                0,
                800 + random.nextInt(3_000));
        Announced group = new Announced(plan, task(plan));
        announced.add(group);
        keyless.add(group);
    }

    private long task(Key plan) {
        return append(topics.tasks(), plan.group(), encode(topics.tasks(), Records.task(plan.group(), plan.size())));
    }

    /** The key of some announced group is written, usually of the oldest. */
    void key() {
        if (keyless.isEmpty()) {
            return;
        }
        Announced group = keyless.remove(random.nextInt(3) == 0 ? random.nextInt(keyless.size()) : 0);
        Key plan = group.plan();
        Key key = new Key(plan.group(), plan.size(), plan.answer(), nowMs.getAsLong(), plan.ttlMs());
        byte[] bytes = encode(key, Records.answerKey(key, group.taskOffset(), random));
        inputs.key(append(topics.answerKeys(), key.group(), bytes), key, false);
        keys.add(new Repeatable(key, bytes));
    }

    /** All keys that are missing are written. */
    void allKeys() {
        while (!keyless.isEmpty()) {
            key();
        }
    }

    /** A key is written again, or a different one for its group. */
    void keyAgain() {
        recentKey().ifPresent(known -> {
            Key key = known.key();
            if (random.nextBoolean()) {
                inputs.key(append(topics.answerKeys(), key.group(), known.bytes()), key, true);
            } else {
                Key other = new Key(key.group(), key.size(), "C", key.atMs(), key.ttlMs());
                AnswerKey answerKey = AnswerKey.newBuilder(Records.answerKey(other, 0, random))
                        .clearTask()
                        .build();
                byte[] bytes = encode(other, answerKey);
                inputs.key(append(topics.answerKeys(), key.group(), bytes), other, false);
            }
        });
    }

    private byte[] encode(Key key, AnswerKey answerKey) {
        return encode(topics.answerKeys(), Records.key(key.group(), answerKey));
    }

    /** A group is cancelled, now and then one that nobody knows. */
    void cancel() {
        Optional<Repeatable> known = recentKey();
        String group =
                known.isPresent() && random.nextInt(5) > 0 ? known.get().key().group() : nextGroup(0);
        byte[] bytes = encode(topics.answerKeys(), Records.cancel(group));
        inputs.cancel(append(topics.answerKeys(), group, bytes), group, nowMs.getAsLong());
    }

    /** A key that the scorer still has to remember. */
    private Optional<Repeatable> recentKey() {
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        Repeatable known = keys.get(recent(keys.size()));
        return nowMs.getAsLong() < known.key().forgetMs() ? Optional.of(known) : Optional.empty();
    }

    /** A worker answers for some slot, once in a while of a group that was never announced or a slot that there is not. */
    void rollout() {
        if (announced.isEmpty() || random.nextInt(25) == 0) {
            send(new Slot(nextGroup(0), random.nextInt(MAX_SIZE)), content());
        } else {
            Key plan = announced.get(recent(announced.size())).plan();
            int slots = random.nextInt(25) == 0 ? Setup.MAX_GROUP_SIZE : plan.size();
            send(new Slot(plan.group(), random.nextInt(slots)), content());
        }
    }

    /** A worker answers for all slots of a group at once. */
    void wholeGroup() {
        if (!announced.isEmpty()) {
            Key plan = announced.get(recent(announced.size())).plan();
            for (int index = 0; index < plan.size(); index++) {
                send(new Slot(plan.group(), index), content());
            }
        }
    }

    /** A rollout comes again, as it was or with other content. */
    void rolloutAgain() {
        if (!sent.isEmpty()) {
            Sent again = sent.get(random.nextInt(4) == 0 ? random.nextInt(sent.size()) : recent(sent.size()));
            send(again.slot(), random.nextInt(3) == 0 ? content() : again.content());
        }
    }

    private Content content() {
        Reply reply = REPLIES[random.nextInt(5) == 0 ? random.nextInt(REPLIES.length) : random.nextInt(2)];
        return new Content(reply, reply.text(0) == null ? 0 : random.nextInt(3));
    }

    private void send(Slot slot, Content content) {
        Rollout rollout = Records.rollout(slot, content, random.nextInt(3));
        long offset = append(topics.rollouts(), slot.group(), encode(topics.rollouts(), rollout));
        Sent record = new Sent(offset, nowMs.getAsLong(), slot, content, Optional.empty());
        inputs.rollout(record);
        sent.add(record);
    }

    /** Something that nobody can use is written somewhere. */
    void vandalise() {
        switch (random.nextInt(8)) {
            case 0 -> badRollout(DeadLetterReason.UNDECODABLE, nextGroup(0), garbage());
            case 1 -> badRollout(DeadLetterReason.UNDECODABLE, nextGroup(0), null);
            case 2 -> badRollout(DeadLetterReason.INVALID, null, someRollout(nextGroup(0)));
            case 3 -> {
                String elsewhere = nextGroup(1);
                badRollout(DeadLetterReason.WRONG_PARTITION, elsewhere, someRollout(elsewhere));
            }
            case 4 -> badRollout(DeadLetterReason.INVALID, nextGroup(0), someRollout(nextGroup(0)));
            case 5 -> badKey(DeadLetterReason.UNDECODABLE, nextGroup(0), garbage());
            case 6 -> {
                Key timeless = new Key(nextGroup(0), 1, "A", 0, 0);
                AnswerKey key = Records.answerKey(timeless, task(timeless), random);
                badKey(DeadLetterReason.INVALID, timeless.group(), encode(timeless, key));
            }
            default -> inputs.badReward(append(topics.rewards(), nextGroup(0), garbage()));
        }
    }

    private byte[] someRollout(String group) {
        return encode(topics.rollouts(), Records.rollout(new Slot(group, 0), content(), 0));
    }

    private byte[] garbage() {
        byte[] bytes = new byte[1 + random.nextInt(20)];
        random.nextBytes(bytes);
        bytes[0] = 7; // no magic byte that a reader knows
        return bytes;
    }

    private void badRollout(DeadLetterReason reason, @Nullable String key, byte @Nullable [] value) {
        long offset = append(topics.rollouts(), key, value);
        Slot nowhere = new Slot("", 0);
        inputs.rollout(new Sent(offset, nowMs.getAsLong(), nowhere, new Content(Reply.SILENT, 0), Optional.of(reason)));
    }

    private void badKey(DeadLetterReason reason, String key, byte[] value) {
        inputs.badAnswerKey(append(topics.answerKeys(), key, value), reason);
    }

    /** A writer's transaction in ANSWER-KEYS begins or ends. */
    void transaction() {
        SimulatedLog log = log(topics.answerKeys());
        if (log.visibleEnd() < log.end() || random.nextBoolean()) {
            log.release();
        } else {
            log.hold();
        }
    }

    /** All transactions end. */
    void release() {
        log(topics.answerKeys()).release();
    }

    private int recent(int size) {
        return Math.max(0, size - 1 - random.nextInt(RECENT));
    }

    /** A group id that nobody used before and that belongs to a partition. */
    private String nextGroup(int partition) {
        while (true) {
            String group = "run/" + sequence++;
            int hash = Utils.toPositive(Utils.murmur2(group.getBytes(StandardCharsets.UTF_8)));
            if (hash % Setup.PARTITIONS == partition) {
                return group;
            }
        }
    }

    private byte[] encode(Topic<?> topic, SpecificRecord record) {
        return Objects.requireNonNull(serializer.serialize(topic.name(), record));
    }

    private long append(Topic<?> topic, @Nullable String key, byte @Nullable [] value) {
        if (random.nextInt(20) == 0) {
            log(topic).mark();
        }
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        return log(topic).append(nowMs.getAsLong(), keyBytes, value, new RecordHeaders());
    }

    private SimulatedLog log(Topic<?> topic) {
        return Objects.requireNonNull(logs.get(topic.name()));
    }
}
