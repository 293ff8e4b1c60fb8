package dev.rollstream.learner.reader;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads ahead of the caller, in order, up to a limit in bytes: one thread reads the index and fetches payloads, another decodes and
 * checks them while the first goes on. What comes out is in the index's order, each with the place that it moves the position to. The
 * threads hand each other several groups at a time: if they met for each of them they would do little else.
 */
final class ReadAhead implements Runnable {
    private static final int KIB = 1024;
    private static final long CHUNK_BYTES = 4L * KIB * KIB;
    private static final int MAX_CHUNK_GROUPS = 512;
    private static final int FIRST_CHUNK_GROUPS = 32;
    private static final int PORTION_GROUPS = 32;
    private static final long PORTION_BYTES = 1024L * KIB;
    private static final long BUDGET_WAIT_MS = 200;

    private final Sources sources;
    private final ExecutorService decoding;
    private final ReaderState state;
    private final int budgetKib;
    private final Semaphore budget;
    private final BlockingQueue<Portion> portions = new LinkedBlockingQueue<>();
    private volatile @Nullable Portion head;
    private Iterator<Judged> judged = Collections.emptyIterator();
    private int chunkGroups = FIRST_CHUNK_GROUPS;

    /**
     * Terminal records that are judged together.
     *
     * @param kib share of the read-ahead limit that they hold
     * @param judged what they turn out to be, in order
     */
    private record Portion(int kib, CompletableFuture<List<Judged>> judged) {}

    /**
     * A terminal record with what it refers to.
     *
     * @param entry the record
     * @param payload what came of each of its references
     */
    private record Fetched(Entry entry, List<Payload> payload) {
        long bytes() {
            return Math.max(0, entry.record().serializedValueSize())
                    + payload.stream().mapToLong(Payload::bytes).sum();
        }
    }

    /**
     * One terminal record, judged.
     *
     * @param partition partition of ADVANTAGES
     * @param next offset after the record
     * @param verdict what it is
     */
    record Judged(int partition, long next, Verdict verdict) {}

    ReadAhead(Sources sources, ExecutorService decoding, ReaderState state, long maxBytes) {
        this.sources = sources;
        this.decoding = decoding;
        this.state = state;
        this.budgetKib = (int) Math.min(Integer.MAX_VALUE, Math.max(1, maxBytes / KIB));
        this.budget = new Semaphore(budgetKib);
    }

    /** Reads until it is stopped or fails; a failure comes out of {@link #next} after everything that was read before it. */
    @Override
    public void run() {
        try {
            while (!state.stopped()) {
                readChunk(sources.read(chunkGroups));
            }
        } catch (RuntimeException e) {
            portions.add(failed(e));
        }
    }

    /** Ends every wait for what will not be judged any more. */
    void abandon() {
        Portion waitedFor = head;
        if (waitedFor != null) {
            waitedFor.judged.completeExceptionally(new Stopped());
        }
        portions.forEach(portion -> portion.judged.completeExceptionally(new Stopped()));
        portions.add(failed(new Stopped()));
    }

    private static Portion failed(RuntimeException failure) {
        return new Portion(0, CompletableFuture.failedFuture(failure));
    }

    private void readChunk(List<Entry> entries) {
        Map<PayloadRef, Payload> payloads = sources.fetch(entries);
        long chunkBytes = 0;
        long bytes = 0;
        List<Fetched> portion = new ArrayList<>();
        for (Entry entry : entries) {
            Fetched fetched = new Fetched(entry, payload(entry, payloads));
            portion.add(fetched);
            bytes += fetched.bytes();
            if (portion.size() == PORTION_GROUPS || bytes >= Math.min(PORTION_BYTES, (long) budgetKib * KIB / 2)) {
                offer(portion, bytes);
                chunkBytes += bytes;
                bytes = 0;
                portion = new ArrayList<>();
            }
        }
        if (!portion.isEmpty()) {
            offer(portion, bytes);
        }
        sizeNextChunk(entries.size(), chunkBytes + bytes);
    }

    private static List<Payload> payload(Entry entry, Map<PayloadRef, Payload> fetched) {
        return entry instanceof Entry.Candidate candidate ? candidate.payload(fetched) : List.of();
    }

    private void offer(List<Fetched> portion, long bytes) {
        int kib = (int) Math.min(budgetKib, 1 + bytes / KIB);
        awaitBudget(kib);
        portions.add(new Portion(
                kib,
                CompletableFuture.supplyAsync(
                        () -> portion.stream().map(this::judge).toList(), decoding)));
    }

    private Judged judge(Fetched fetched) {
        Entry entry = fetched.entry;
        Verdict verdict = entry instanceof Entry.Candidate candidate
                ? sources.assembler().assemble(candidate, fetched.payload)
                : ((Entry.Settled) entry).verdict();
        return new Judged(entry.record().partition(), entry.record().offset() + 1, verdict);
    }

    private void awaitBudget(int kib) {
        try {
            while (!budget.tryAcquire(kib, BUDGET_WAIT_MS, TimeUnit.MILLISECONDS)) {
                if (state.stopped()) {
                    throw new Stopped();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stopped();
        }
    }

    private void sizeNextChunk(int groups, long bytes) {
        if (groups > 0) {
            long average = Math.max(1, bytes / groups);
            chunkGroups = (int) Math.max(1, Math.min(MAX_CHUNK_GROUPS, CHUNK_BYTES / average));
        }
    }

    /**
     * The next terminal record in order. One caller at a time.
     *
     * @param timeout how long to wait for it
     * @return empty if there is none in time
     * @throws RuntimeException what ended the reading, each time it is asked
     */
    Optional<Judged> next(Duration timeout) throws InterruptedException {
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        while (!judged.hasNext()) {
            if (!takePortion(deadlineNs)) {
                return Optional.empty();
            }
        }
        return Optional.of(judged.next());
    }

    private boolean takePortion(long deadlineNs) throws InterruptedException {
        Portion portion = head;
        if (portion == null) {
            portion = portions.poll(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS);
            head = portion;
        }
        if (portion == null) {
            return false;
        }
        try {
            judged = portion.judged
                    .get(Math.max(0, deadlineNs - System.nanoTime()), TimeUnit.NANOSECONDS)
                    .iterator();
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new CompletionException(e.getCause());
        }
        head = null;
        budget.release(portion.kib);
        return true;
    }
}
