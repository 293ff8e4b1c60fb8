package dev.rollstream.producer.worker.openai;

import dev.rollstream.producer.worker.Pause;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Waits between tries: half a second, doubled each time up to 30, of which the second half is left to chance, so that members that
 * failed together do not come back together. A server that asks for more gets it, up to two minutes.
 *
 * @param pause waits
 * @param chance 0 to 1
 */
record Backoff(Pause pause, DoubleSupplier chance) {
    private static final long FIRST_MS = 500;
    private static final int MAX_DOUBLINGS = 6;
    private static final long MAX_MS = 30_000;
    private static final Duration MAX_ASKED = Duration.ofMinutes(2);

    /**
     * Waits after a try that failed.
     *
     * @param tries how many there were, from 1
     * @param asked what the server asked for
     */
    void await(int tries, Optional<Duration> asked) throws InterruptedException {
        long wholeMs = Math.min(MAX_MS, FIRST_MS << Math.min(tries - 1, MAX_DOUBLINGS));
        Duration own = Duration.ofMillis(Math.round(wholeMs * (0.5 + 0.5 * chance.getAsDouble())));
        Duration wanted = asked.map(time -> time.compareTo(MAX_ASKED) > 0 ? MAX_ASKED : time)
                .orElse(Duration.ZERO);
        pause.await(own.compareTo(wanted) > 0 ? own : wanted);
    }
}
