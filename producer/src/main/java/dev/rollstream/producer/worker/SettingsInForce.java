package dev.rollstream.producer.worker;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Waits until a broker goes by a group's settings, which is a moment after the cluster took them: a share group that is joined before
 * begins at the newest task, and passes over those that are there.
 *
 * @param shown the settings as a broker has them
 * @param pause waits between looks
 * @param nanoClock for the limit
 */
record SettingsInForce(Shown shown, Pause pause, LongSupplier nanoClock) {
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration LIMIT = Duration.ofSeconds(8);

    /** What a broker says. */
    @FunctionalInterface
    interface Shown {
        /** All settings of the group; empty: it does not say. */
        Optional<Map<String, String>> settings() throws InterruptedException;
    }

    /** Whether they came into force in time. Where no broker tells, nothing is waited for. */
    boolean await(Map<String, String> wanted) throws InterruptedException {
        long untilNs = nanoClock.getAsLong() + LIMIT.toNanos();
        while (true) {
            Optional<Map<String, String>> found = shown.settings();
            if (found.isEmpty()) {
                return false;
            }
            if (found.get().entrySet().containsAll(wanted.entrySet())) {
                return true;
            }
            if (nanoClock.getAsLong() - untilNs >= 0) {
                return false;
            }
            pause.await(LOOK);
        }
    }
}
