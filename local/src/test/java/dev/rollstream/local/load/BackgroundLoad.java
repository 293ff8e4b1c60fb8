package dev.rollstream.local.load;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.jspecify.annotations.Nullable;

/** Tells stories round after round in a thread of its own, until it is told to stop. */
public final class BackgroundLoad {

    private final Load load;
    private final int mostOpen;
    private final Stories stories;
    private final Thread thread = new Thread(this::run, "load");
    private volatile boolean stopping;
    private volatile int rounds;
    private volatile @Nullable Throwable failure;

    private BackgroundLoad(Load load, int mostOpen) {
        this.load = load;
        this.mostOpen = mostOpen;
        this.stories = new Stories(load);
    }

    /** As much as it can. */
    public static BackgroundLoad start(Load load) {
        return start(load, Integer.MAX_VALUE);
    }

    /** A new round only while fewer groups than that are open. */
    public static BackgroundLoad start(Load load, int mostOpen) {
        BackgroundLoad background = new BackgroundLoad(load, mostOpen);
        background.thread.setUncaughtExceptionHandler((dead, error) -> background.failure = error);
        background.thread.start();
        return background;
    }

    private void run() {
        while (!stopping) {
            stories.round();
            rounds = stories.rounds();
            await().pollInSameThread().forever().until(() -> {
                load.catchUp();
                return stopping || load.openGroups() < mostOpen;
            });
        }
        await().pollInSameThread().atMost(PATIENCE).until(() -> {
            load.catchUp();
            return load.isCaughtUp();
        });
    }

    /** Waits until so many more rounds were told, and as much as they hold has come out at the other end. */
    public void awaitRounds(int more) {
        int until = rounds + more;
        int ended = load.watch().ended().size();
        await().atMost(PATIENCE).failFast(this::requireAlive).untilAsserted(() -> {
            assertThat(rounds).isGreaterThanOrEqualTo(until);
            assertThat(load.watch().ended()).hasSizeGreaterThan(ended);
        });
    }

    private void requireAlive() {
        if (failure != null) {
            throw new IllegalStateException("the load died", failure);
        }
    }

    /** Ends the load, with everything that was deferred, and says what must come of it. */
    public Truth finish() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        requireAlive();
        load.fillEveryPartition(); // when these have ended, everything before them has been read
        return load.truth();
    }
}
