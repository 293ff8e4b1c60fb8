package dev.rollstream.local;

import java.time.Duration;

/**
 * How long tests wait for what must come. Nobody waits so long where it comes; where it does not, a slow machine must not be why, even
 * one on which ten other things run.
 */
public final class Patience {
    /** For anything that is on its way. */
    public static final Duration PATIENCE = Duration.ofMinutes(4);

    private Patience() {}
}
