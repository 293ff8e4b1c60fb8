package dev.rollstream.runtime;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * How a stage fares: alive unless it failed, ready unless something is in the way. Each obstacle has a name, so that two parts
 * of a stage can each report and clear their own. Safe for use by many threads.
 */
public final class Health {
    private static final Logger log = LoggerFactory.getLogger(Health.class);

    private static final String START = "start";

    private final String stage;
    private final Map<String, String> obstacles = new ConcurrentSkipListMap<>();
    private volatile Optional<String> failure = Optional.empty();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** A stage that is still starting. */
    public Health(String stage) {
        this.stage = stage;
        obstacles.put(START, "starting");
    }

    /** The start is over. */
    public void started() {
        clear(START);
    }

    /** Something is in the way: the stage waits, and takes up its work again by itself once it is gone. */
    public void block(String obstacle, String why) {
        if (!why.equals(obstacles.put(obstacle, why))) {
            Level level = obstacles.containsKey(START) ? Level.INFO : Level.WARN;
            log.atLevel(level)
                    .addKeyValue("stage", stage)
                    .addKeyValue("obstacle", obstacle)
                    .log("not ready: {}", why);
        }
    }

    /** That obstacle is gone. */
    public void clear(String obstacle) {
        if (obstacles.remove(obstacle) != null) {
            log.atInfo()
                    .addKeyValue("stage", stage)
                    .addKeyValue("obstacle", obstacle)
                    .log("obstacle gone");
        }
    }

    /** The stage cannot go on. The first reason stays. */
    public synchronized void fail(String why) {
        if (failure.isEmpty()) {
            failure = Optional.of(why);
            log.atError().addKeyValue("stage", stage).log("failed: {}", why);
        }
        ended.countDown();
    }

    /** The stage's work is done, or it was closed. */
    public void end() {
        ended.countDown();
    }

    /** Why it failed; empty while it lives. */
    public Optional<String> failure() {
        return failure;
    }

    /** Whether it does its work now. */
    public boolean ready() {
        return failure().isEmpty() && obstacles.isEmpty();
    }

    /** Why it is not ready, by obstacle; empty when it is. */
    public Map<String, String> obstacles() {
        return Map.copyOf(obstacles);
    }

    /** Waits until the stage has failed, ended or been closed. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Whether it has failed, ended or been closed. */
    public boolean hasEnded() {
        return ended.getCount() == 0;
    }
}
