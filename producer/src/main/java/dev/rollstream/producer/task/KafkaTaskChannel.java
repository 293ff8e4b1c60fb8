package dev.rollstream.producer.task;

import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.GroupId;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.runtime.StageException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The task producer on Kafka: one transactional producer, whose id is the run's, and one consumer that follows the stream.
 *
 * <p>A batch of groups is one transaction. Tasks are sent first and flushed: their offsets are then known, still inside the
 * open transaction, so each answer key carries the place of its task as a fact, not as a worker's claim. Then come the keys,
 * then the commit. Offsets of an aborted transaction are never read by anyone.
 */
final class KafkaTaskChannel implements TaskChannel {
    private static final Logger log = LoggerFactory.getLogger(KafkaTaskChannel.class);
    /** How long a transaction may stay open before the broker ends it. */
    static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(60);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final Topics topics;
    private final TaskFactory factory;
    private final TaskCodecs codecs;
    private final Producer<byte[], byte[]> producer;
    private final StreamFollower follower;
    private final LongSupplier nanoClock;
    private boolean inTransaction;
    private long begunAtNs;

    /** A channel over clients that it owns from now on. */
    KafkaTaskChannel(
            Topics topics,
            TaskFactory factory,
            TaskCodecs codecs,
            Producer<byte[], byte[]> producer,
            StreamFollower follower,
            LongSupplier nanoClock) {
        this.topics = topics;
        this.factory = factory;
        this.codecs = codecs;
        this.producer = producer;
        this.follower = follower;
        this.nanoClock = nanoClock;
    }

    @Override
    public void open(boolean resume, StreamListener listener) {
        guarded("opening the run", () -> {
            producer.initTransactions();
            if (resume) {
                follower.replay(listener);
            } else {
                follower.startAtEnd();
            }
        });
    }

    @Override
    public void write(List<GroupDraft.Made> groups) {
        guarded("writing " + groups.size() + " groups", () -> {
            List<byte[]> tasks = new ArrayList<>();
            for (GroupDraft.Made group : groups) {
                tasks.add(codecs.tasks().serialize(topics.tasks().name(), group.task()));
            }
            begin();
            List<RecordRef> places = send(groups, tasks);
            for (int i = 0; i < groups.size(); i++) {
                sendKey(
                        factory.keyEvent(groups.get(i), places.get(i)),
                        places.get(i).getPartition());
            }
            commit();
        });
    }

    @Override
    public void cancel(GroupId group, String reason) {
        guarded("cancelling group " + group, () -> {
            begin();
            sendKey(factory.cancelEvent(group, reason), null);
            commit();
        });
    }

    @Override
    public void follow(Duration wait, StreamListener listener) {
        guarded("following the stream", () -> {
            follower.poll(wait, listener);
        });
    }

    private void begin() {
        begunAtNs = nanoClock.getAsLong();
        producer.beginTransaction();
        inTransaction = true;
    }

    private void commit() {
        producer.commitTransaction();
        inTransaction = false;
    }

    @SuppressWarnings("NullAway") // a generated constructor takes null where the schema does
    private List<RecordRef> send(List<GroupDraft.Made> groups, List<byte[]> values)
            throws InterruptedException, ExecutionException {
        Topic<?> topic = topics.tasks();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            sent.add(producer.send(
                    new ProducerRecord<>(topic.name(), key(groups.get(i).task().getGroupId()), values.get(i))));
        }
        producer.flush();
        List<RecordRef> places = new ArrayList<>();
        for (Future<RecordMetadata> future : sent) {
            RecordMetadata place = future.get();
            places.add(new RecordRef(null, place.partition(), place.offset()));
        }
        return places;
    }

    private void sendKey(AnswerKeyEvent event, @Nullable Integer partition) {
        String topic = topics.answerKeys().name();
        byte[] value = codecs.answerKeys().serialize(topic, event);
        // If it fails, the commit does.
        Future<RecordMetadata> unused =
                producer.send(new ProducerRecord<>(topic, partition, key(event.getGroupId()), value));
    }

    private static byte[] key(String groupId) {
        return groupId.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        if (inTransaction) {
            inTransaction = false;
            try {
                producer.abortTransaction();
            } catch (KafkaException e) {
                log.atDebug().addKeyValue("error", e.toString()).log("open transaction not aborted; the broker will");
            }
        }
        try {
            producer.close(CLOSE_TIMEOUT);
        } finally {
            follower.close();
        }
    }

    /** Runs a step and turns what can go wrong into what the caller can do about it. */
    private void guarded(String doing, Step step) {
        try {
            step.run();
        } catch (ExecutionException e) {
            throw classified(doing, Objects.requireNonNull(e.getCause()));
        } catch (KafkaException e) {
            throw classified(doing, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChannelLostException("interrupted while " + doing, e);
        }
    }

    /** The broker fences a producer that is replaced, and also one whose transaction stays open for too long. */
    private boolean mayHaveTimedOut() {
        return inTransaction && nanoClock.getAsLong() - begunAtNs >= TRANSACTION_TIMEOUT.toNanos();
    }

    private RuntimeException classified(String doing, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean fenced = cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException;
            if (fenced && !mayHaveTimedOut()) {
                return new StageException(
                        "another task producer has taken over this run; a run has one at a time (--run names another)",
                        cause);
            }
            if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
                return new StageException(
                        "the cluster refuses access while " + doing + ": " + cause.getMessage(), cause);
            }
            if (cause instanceof RecordTooLargeException) {
                return new StageException(
                        "a record is larger than its topic takes while " + doing + " (" + cause.getMessage()
                                + "); lower the inline limit for pictures or raise max.message.bytes ('rollstream topics check')",
                        cause);
            }
        }
        return new ChannelLostException(doing + " failed: " + failure.getMessage(), failure);
    }

    /** Something that talks to Kafka. */
    @FunctionalInterface
    private interface Step {
        void run() throws InterruptedException, ExecutionException;
    }
}
