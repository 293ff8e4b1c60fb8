package dev.rollstream.local.bench;

import dev.rollstream.runtime.StageException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a cluster again that does not answer in time: a stage takes eight seconds of silence for a cluster that is gone, but the benchmark's
 * own broker may be held up that long by what is measured, on a machine that does other things too. Whatever else goes wrong, a result that
 * is not what it should be above all, is not tried again.
 */
final class Patience {
    private static final int TRIES = 6;

    private Patience() {}

    /**
     * The answer to a question that may be repeated.
     *
     * @throws StageException of the last try
     */
    static <T> T ask(Supplier<T> question) {
        for (int left = TRIES; left > 1; left--) {
            try {
                return question.get();
            } catch (StageException e) {
                if (!isSilence(e.getCause()) || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
        return question.get();
    }

    private static boolean isSilence(@Nullable Throwable cause) {
        return cause instanceof TimeoutException || cause instanceof org.apache.kafka.common.errors.TimeoutException;
    }
}
