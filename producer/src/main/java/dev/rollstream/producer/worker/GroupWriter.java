package dev.rollstream.producer.worker;

import dev.rollstream.avro.Rollout;
import dev.rollstream.producer.worker.MemberResult.Failed;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the members of one group as the engine finishes them, each slot once, and then sees to it that all are there. */
final class GroupWriter implements Engine.MemberSink {
    private static final Logger log = LoggerFactory.getLogger(GroupWriter.class);

    private final int groupSize;
    private final TakenTask taken;
    private final RolloutFactory factory;
    private final Outbox outbox;
    private final WorkerMetrics metrics;
    private final BitSet done = new BitSet();
    private final List<Sent> sent = new ArrayList<>();

    private record Sent(Rollout rollout, Optional<Fault> fault, Future<RecordMetadata> acknowledged) {}

    GroupWriter(int groupSize, TakenTask taken, RolloutFactory factory, Outbox outbox, WorkerMetrics metrics) {
        this.groupSize = groupSize;
        this.taken = taken;
        this.factory = factory;
        this.outbox = outbox;
        this.metrics = metrics;
    }

    /**
     * Writes a member. One that was there already is left out.
     *
     * @throws IllegalArgumentException if the group has no such member
     */
    @Override
    public synchronized void accept(MemberResult member) throws InterruptedException {
        int index = member.index();
        if (index < 0 || index >= groupSize) {
            throw new IllegalArgumentException("member " + index + " of a group of " + groupSize);
        }
        if (!done.get(index)) {
            send(
                    factory.rollout(member),
                    member instanceof Failed failed ? Optional.of(failed.fault()) : Optional.empty());
            done.set(index);
        }
    }

    private void send(Rollout rollout, Optional<Fault> fault) throws InterruptedException {
        sent.add(new Sent(rollout, fault, outbox.send(taken, rollout)));
    }

    private void sendFailure(int index, Fault fault, String why) throws InterruptedException {
        send(factory.error(index, fault, why), Optional.of(fault));
    }

    /**
     * Waits until every member is acknowledged. A member that the engine left out, or whose rollout is larger than Kafka takes,
     * becomes one that failed: its group need not wait for its deadline.
     *
     * @throws ExecutionException if a rollout could not be written
     */
    synchronized void finish() throws InterruptedException, ExecutionException {
        for (int index = done.nextClearBit(0); index < groupSize; index = done.nextClearBit(index + 1)) {
            sendFailure(index, Fault.MISSING, "the engine gave no completion");
        }
        List<Sent> waiting = List.copyOf(sent);
        sent.clear();
        for (Sent one : waiting) {
            if (!acknowledged(one)) {
                sendFailure(one.rollout().getIndex(), Fault.OVERSIZE, "the completion is larger than the topic takes");
            }
        }
        for (Sent replacement : sent) {
            replacement.acknowledged().get();
            metrics.written(factory.taskType(), replacement.rollout(), replacement.fault());
        }
    }

    private boolean acknowledged(Sent one) throws InterruptedException, ExecutionException {
        try {
            one.acknowledged().get();
            metrics.written(factory.taskType(), one.rollout(), one.fault());
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException) {
                metrics.oversize();
                log.atWarn()
                        .addKeyValue("groupId", one.rollout().getGroupId())
                        .addKeyValue("index", one.rollout().getIndex())
                        .addKeyValue("error", e.getCause().getMessage())
                        .log("rollout too large, written as failed");
                return false;
            }
            throw e;
        }
    }
}
