package dev.rollstream.learner.reader;

import java.time.Duration;
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
 * checks them while the first goes on. What comes out is in the index's order, each with the place that it moves the position to.
 */
final class ReadAhead implements Runnable {
    private static final int KIB = 1024;
    private static final long CHUNK_BYTES = 8L * KIB * KIB;
    private static final int MAX_CHUNK_GROUPS = 512;
    private static final int FIRST_CHUNK_GROUPS = 32;
    private static final long BUDGET_WAIT_MS = 200;

    private final Sources sources;
    private final ExecutorService decoding;
    private final ReaderState state;
    private final int budgetKib;
    private final Semaphore budget;
    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private volatile @Nullable Item head;
    private int chunkGroups = FIRST_CHUNK_GROUPS;

    /**
     * One terminal record, judged or about to be.
     *
     * @param partition partition of ADVANTAGES
     * @param next offset after the record
     * @param kib share of the read-ahead limit that it holds
     * @param verdict what it turns out to be
     */
    private record Item(int partition, long next, int kib, CompletableFuture<Verdict> verdict) {}

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
            items.add(failed(e));
        }
    }

    /** Ends every wait for what will not be judged any more. */
    void abandon() {
        Item waitedFor = head;
        if (waitedFor != null) {
            waitedFor.verdict.completeExceptionally(new Stopped());
        }
        items.forEach(item -> item.verdict.completeExceptionally(new Stopped()));
        items.add(failed(new Stopped()));
    }

    private static Item failed(RuntimeException failure) {
        return new Item(-1, -1, 0, CompletableFuture.failedFuture(failure));
    }

    private void readChunk(List<Entry> entries) {
        Map<PayloadRef, Payload> payloads = sources.fetch(entries);
        long bytes = 0;
        for (Entry entry : entries) {
            bytes += offer(entry, payloads);
        }
        sizeNextChunk(entries.size(), bytes);
    }

    private long offer(Entry entry, Map<PayloadRef, Payload> fetched) {
        long bytes = Math.max(0, entry.record().serializedValueSize());
        CompletableFuture<Verdict> verdict;
        if (entry instanceof Entry.Candidate candidate) {
            List<Payload> payload = candidate.payload(fetched);
            bytes += payload.stream().mapToLong(Payload::bytes).sum();
            verdict = CompletableFuture.supplyAsync(() -> sources.assembler().assemble(candidate, payload), decoding);
        } else {
            verdict = CompletableFuture.completedFuture(((Entry.Settled) entry).verdict());
        }
        int kib = (int) Math.min(budgetKib, 1 + bytes / KIB);
        awaitBudget(kib);
        items.add(new Item(entry.record().partition(), entry.record().offset() + 1, kib, verdict));
        return bytes;
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
        Item item = head;
        if (item == null) {
            item = items.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
            head = item;
        }
        if (item == null) {
            return Optional.empty();
        }
        try {
            Verdict verdict = item.verdict.get(Math.max(0, deadlineNs - System.nanoTime()), TimeUnit.NANOSECONDS);
            head = null;
            budget.release(item.kib);
            return Optional.of(new Judged(item.partition, item.next, verdict));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new CompletionException(e.getCause());
        }
    }
}
