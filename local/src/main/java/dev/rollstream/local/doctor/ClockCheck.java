package dev.rollstream.local.doctor;

import java.time.Duration;

/** How far this machine's clock is from the broker's: workers leave a task unrun by their own clock, and its deadline is the broker's. */
final class ClockCheck {
    private static final String SUBJECT = "cluster";
    private static final String NAME = "clock";
    private static final Duration FINE = Duration.ofSeconds(1);

    /** What workers allow by default. */
    private static final Duration ALLOWED = Duration.ofSeconds(5);

    private ClockCheck() {}

    /**
     * How far off a clock is.
     *
     * @param beforeMs our time before a record was sent
     * @param appendedMs the broker's when it was appended
     * @param afterMs our time when that was known
     * @return how much ours is ahead at least, in milliseconds; negative: behind; 0: within what can be told
     */
    static long skewMs(long beforeMs, long appendedMs, long afterMs) {
        return Math.max(0, beforeMs - appendedMs) - Math.max(0, appendedMs - afterMs);
    }

    /** What that means. */
    static DoctorLine judge(long skewMs) {
        long off = Math.abs(skewMs);
        String found = off == 0
                ? "the broker's, as far as can be told"
                : off + " ms " + (skewMs > 0 ? "ahead of" : "behind") + " the broker's";
        if (off <= FINE.toMillis()) {
            return DoctorLine.ok(SUBJECT, NAME, found);
        }
        String wayOut = found + "; let both keep time by NTP";
        return off <= ALLOWED.toMillis()
                ? DoctorLine.note(SUBJECT, NAME, wayOut)
                : DoctorLine.failed(
                        SUBJECT,
                        NAME,
                        wayOut + ", or give workers on this machine more --clock-skew than the default 5s");
    }
}
