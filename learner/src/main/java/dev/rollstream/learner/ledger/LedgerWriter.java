package dev.rollstream.learner.ledger;

import dev.rollstream.runtime.Health;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;

/** Writes to a ledger and waits out what passes, not ready meanwhile. For one thread. */
public final class LedgerWriter {
    private static final String OBSTACLE = "ledger";
    private static final long RETRY_MS = 500;

    private final Ledger ledger;
    private final Health health;
    private final CountDownLatch stop;

    /**
     * A writer.
     *
     * @param ledger written to; stays the caller's to close
     * @param health says what is waited for
     * @param stop reaches 0 when the stage shall end
     */
    public LedgerWriter(Ledger ledger, Health health, CountDownLatch stop) {
        this.ledger = ledger;
        this.health = health;
        this.stop = stop;
    }

    /**
     * Writes an entry, however long it takes.
     *
     * @return whether it holds; false: the stage ended first, and whether it does is not known
     * @throws dev.rollstream.runtime.StageException if another learner of that name has taken over
     * @throws InterruptedException if the thread shall end
     */
    public boolean write(LedgerEntry entry) throws InterruptedException {
        do {
            try {
                ledger.write(entry);
                health.clear(OBSTACLE);
                return true;
            } catch (KafkaException e) {
                health.block(OBSTACLE, String.valueOf(e.getMessage()));
            }
        } while (!stop.await(RETRY_MS, TimeUnit.MILLISECONDS));
        return false;
    }
}
