package dev.rollstream.learner.reader;

import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.runtime.StageConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads one rank's share of each batch of a data-parallel learner. One rank {@link #cut}s: it says up to which position the batch
 * goes. That position and the policy's version are all that it has to tell the others. Every rank then {@link #read}s up to it: each
 * goes through the same index records, makes the same {@link BatchPlan}, and fetches the payloads of its own share only.
 *
 * <p>What the index alone refuses is reported by rank 0, what the payload refuses by the rank that fetched it: over all ranks each
 * refused group is reported once. The number of ranks may change from one batch to the next.
 *
 * <p>For one thread, but for {@link #close}.
 */
public final class ShardedReader implements AutoCloseable {
    private static final int CHUNK = 512;
    private static final long END_MS = 3_000;

    private final Connections connections;
    private final Sources sources;
    private final ReaderState state;
    private final StalenessGate gate;
    private final ReaderMetrics metrics;
    private final ExecutorService thread;
    private final List<Entry> pending = new ArrayList<>();
    private Position position;
    private Position reached;
    private @Nullable Running<?> running;

    /** A question that is being answered. */
    private record Running<T>(Object question, Future<T> answer) {}

    private record CutQuestion(int groups, long currentVersion) {}

    private record ReadQuestion(Position end, Shard shard, long currentVersion) {}

    private ShardedReader(
            Connections connections,
            Sources sources,
            ReaderState state,
            GroupReaderOptions options,
            ReaderMetrics metrics,
            Position position) {
        this.connections = connections;
        this.sources = sources;
        this.state = state;
        this.gate = options.gate();
        this.metrics = metrics;
        this.position = position;
        this.reached = position;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread reading = new Thread(task, "learner-" + options.learner() + "-shard");
            reading.setDaemon(true);
            return reading;
        });
    }

    /**
     * Opens a rank's reader at a position: the same for all ranks.
     *
     * @throws PositionException if the position is not one of this stream, or the log does not hold it
     * @throws dev.rollstream.runtime.StageException if the cluster does not answer or the topics do not fit
     */
    public static ShardedReader open(
            StageConfig config, GroupReaderOptions options, MeterRegistry meters, Position position) {
        ReaderState state = new ReaderState();
        ReaderMetrics metrics = new ReaderMetrics(meters, options.learner());
        Connections connections = Connections.open(config, options.learner(), meters);
        try {
            Sources sources = connections.sources(
                    config, PayloadFetcher.Limits.ofShare(options.cacheBytes()), position, metrics, state);
            return new ShardedReader(connections, sources, state, options, metrics, position);
        } catch (RuntimeException e) {
            connections.close();
            throw e;
        }
    }

    /**
     * Where a batch of that many groups ends, counted from where the reader stands. Reads the index only.
     *
     * @param groups groups that may train and are young enough
     * @param currentVersion the policy's version at the step
     * @param timeout how long to wait for them
     * @return the end; empty: they did not come in time, ask again
     */
    public Optional<Position> cut(int groups, long currentVersion, Duration timeout) {
        if (groups < 1) {
            throw new IllegalArgumentException("a batch of " + groups + " groups");
        }
        return answer(new CutQuestion(groups, currentVersion), () -> findCut(groups, currentVersion), timeout);
    }

    private Position findCut(int groups, long currentVersion) {
        int found = 0;
        Map<Integer, Long> end = new TreeMap<>();
        for (int i = 0; ; i++) {
            while (i == pending.size()) {
                readIndex();
            }
            Entry entry = pending.get(i);
            end.put(entry.record().partition(), entry.record().offset() + 1);
            if (entry instanceof Entry.Candidate candidate
                    && gate.refusal(candidate.group(), currentVersion).isEmpty()
                    && ++found == groups) {
                return position.advancedTo(end);
            }
        }
    }

    /**
     * This rank's share of a batch.
     *
     * @param end where the batch ends, as one rank cut it
     * @param shard which share
     * @param currentVersion the policy's version at the step: the same for all ranks
     * @param timeout how long to wait for it
     * @return the share, its position the batch's end; empty: it did not come in time, ask again the same
     * @throws IllegalArgumentException if the batch ends before the reader's position
     */
    public Optional<Batch> read(Position end, Shard shard, long currentVersion, Duration timeout) {
        if (!end.covers(position)) {
            throw new IllegalArgumentException(
                    "the batch ends at " + end.toJson() + ", the reader stands at " + position.toJson());
        }
        Optional<Batch> batch = answer(
                new ReadQuestion(end, shard, currentVersion), () -> readShare(end, shard, currentVersion), timeout);
        batch.ifPresent(share -> {
            position = share.position();
            metrics.batch(share);
        });
        return batch;
    }

    private Batch readShare(Position end, Shard shard, long currentVersion) {
        while (!reached.covers(end)) {
            readIndex();
        }
        List<Entry> entries = pending.stream()
                .filter(entry -> within(entry, end))
                .sorted(Comparator.comparing(ShardedReader::place))
                .toList();
        Share share = share(entries, shard, currentVersion);
        Map<PayloadRef, Payload> payloads = sources.fetch(share.own);
        for (Entry.Candidate candidate : share.own) {
            share.batch.add(sources.assembler().assemble(candidate, candidate.payload(payloads)));
        }
        pending.removeIf(entry -> within(entry, end));
        return share.batch.buildAt(end);
    }

    private static boolean within(Entry entry, Position end) {
        return entry.record().offset() < end.next(entry.record().partition());
    }

    private static GroupRef place(Entry entry) {
        return new GroupRef("", "", entry.record().partition(), entry.record().offset());
    }

    /** What a rank has to fetch, and a batch that holds what needs no payload if the rank is the one to report it. */
    private record Share(List<Entry.Candidate> own, BatchBuilder batch) {}

    private Share share(List<Entry> entries, Shard shard, long currentVersion) {
        BatchBuilder batch = new BatchBuilder(gate, currentVersion);
        Map<GroupRef, Entry.Candidate> young = new TreeMap<>();
        for (Entry entry : entries) {
            if (entry instanceof Entry.Candidate candidate) {
                Optional<String> stale = gate.refusal(candidate.group(), currentVersion);
                if (stale.isEmpty()) {
                    young.put(candidate.group().ref(), candidate);
                } else if (shard.rank() == 0) {
                    batch.add(GroupAssembler.refuse(candidate.group().ref(), ReceiptOutcome.STALE, stale.get()));
                }
            } else if (shard.rank() == 0) {
                batch.add(((Entry.Settled) entry).verdict());
            }
        }
        List<IndexedGroup> groups =
                young.values().stream().map(Entry.Candidate::group).toList();
        List<Entry.Candidate> own = BatchPlan.balance(groups, shard.ranks()).get(shard.rank()).stream()
                .map(group -> young.get(group.ref()))
                .toList();
        return new Share(own, batch);
    }

    private void readIndex() {
        if (state.stopped()) {
            throw new Stopped();
        }
        Map<Integer, Long> moved = new TreeMap<>();
        for (Entry entry : sources.read(CHUNK)) {
            pending.add(entry);
            moved.put(entry.record().partition(), entry.record().offset() + 1);
        }
        reached = reached.advancedTo(moved);
    }

    /** Lets the reader's thread answer a question; a question that was not answered in time goes on and is asked again. */
    @SuppressWarnings("unchecked") // equal questions have answers of one type
    private <T> Optional<T> answer(Object question, Supplier<T> work, Duration timeout) {
        if (running == null) {
            running = new Running<>(question, thread.submit(work::get));
        } else if (!running.question.equals(question)) {
            throw new IllegalStateException("still working on " + running.question + ": ask that again first");
        }
        try {
            T answer = (T) running.answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            running = null;
            return Optional.of(answer);
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Stopped) {
                throw new IllegalStateException("the reader is closed", e.getCause());
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    /** Where the reader stands: at the end of the last batch. */
    public Position position() {
        return position;
    }

    /** What the reader waits for; empty: nothing is in its way. */
    public Optional<String> obstacle() {
        return state.obstacle();
    }

    /** Ends it, and whatever it is working on. Takes no longer than five seconds. */
    @Override
    public void close() {
        if (state.stopped()) {
            return;
        }
        state.stop();
        connections.wakeup();
        thread.execute(connections::close);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(END_MS, TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
