package dev.rollstream.scorer.verifier;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a foreign verifier on threads of its own under a {@link VerifierBudget}.
 *
 * <p>A call that takes too long is interrupted and abandoned with a {@link VerifierOutcome.TimedOut}. Java cannot stop a
 * thread that ignores its interrupt, so such a call keeps its (daemon) thread; that is why a verifier that does so
 * repeatedly is suspended in this process: from then on every call is a {@link VerifierOutcome.Failed} at once, until the
 * process restarts. A verifier therefore never holds more threads than the callers plus {@code maxTimeouts}.
 *
 * <p>An exception, a stack overflow or a class that is missing is a {@link VerifierOutcome.Failed} of that call alone.
 */
final class GuardedScorer implements Scorer, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GuardedScorer.class);
    private static final long IDLE_THREAD_SECONDS = 30;

    private final Verifier verifier;
    private final String id;
    private final VerifierBudget budget;
    private final ThreadPoolExecutor threads;
    private final AtomicInteger debt = new AtomicInteger();
    private final AtomicInteger abandoned = new AtomicInteger();
    private volatile boolean suspended;

    GuardedScorer(Verifier verifier, VerifierBudget budget) {
        this.verifier = verifier;
        this.id = Failures.id(verifier);
        this.budget = budget;
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_THREAD_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "verifier-" + id);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public VerifierOutcome score(Completion completion, AnswerSpec answer) {
        if (suspended) {
            return new VerifierOutcome.Failed(id + " is suspended in this process: it timed out too often");
        }
        Call call = new Call(() -> verifier.verify(completion, answer));
        threads.execute(call);
        try {
            Verdict verdict = call.get(budget.perCall().toNanos(), TimeUnit.NANOSECONDS);
            debt.updateAndGet(count -> Math.max(0, count - 1));
            return verdict == null ? new VerifierOutcome.Failed(id + " returned null") : verdict;
        } catch (TimeoutException e) {
            return timedOut(call);
        } catch (ExecutionException e) {
            return failed(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            call.abandon();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + id + " was running", e);
        }
    }

    private VerifierOutcome failed(Throwable cause) {
        if (cause instanceof VirtualMachineError error && !(cause instanceof StackOverflowError)) {
            throw error;
        }
        return Failures.failed(verifier, cause);
    }

    private VerifierOutcome timedOut(Call call) {
        call.abandon();
        int owed = debt.addAndGet(budget.creditsPerTimeout());
        boolean tooOften = owed >= budget.creditsPerTimeout() * budget.maxTimeouts();
        if ((tooOften || abandoned.get() >= budget.maxTimeouts()) && !suspended) {
            suspended = true;
            log.atError()
                    .addKeyValue("verifier", id)
                    .addKeyValue("stillRunning", abandoned.get())
                    .log("Verifier suspended until this process restarts: it timed out too often");
        }
        return new VerifierOutcome.TimedOut(
                id + " took longer than " + budget.perCall().toMillis() + " ms");
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** One call; counted as abandoned from when its caller gives up until its code really ends. */
    private final class Call extends FutureTask<Verdict> {
        private boolean over;
        private boolean givenUp;

        Call(Callable<Verdict> body) {
            super(body);
        }

        @Override
        public void run() {
            super.run();
            ended();
        }

        private synchronized void ended() {
            over = true;
            if (givenUp) {
                abandoned.decrementAndGet();
            }
        }

        synchronized void abandon() {
            if (!over) {
                givenUp = true;
                abandoned.incrementAndGet();
            }
            cancel(true);
        }
    }
}
