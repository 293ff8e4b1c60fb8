package dev.rollstream.producer.worker;

import java.time.Duration;
import java.util.Optional;

/**
 * Hands out one task at a time, for one thread. After {@link #take} gave a task, {@link #keep} holds it for as long as the work
 * takes, and {@link #settle} says what became of it.
 */
interface TaskQueue extends AutoCloseable {
    /** The next task, if one comes in time. Call only while no task is held. */
    Optional<TakenTask> take(Duration wait);

    /** Stays away from tasks for that long, without losing the place in the fleet. Call only while no task is held. */
    void idle(Duration wait) throws InterruptedException;

    /** How long the work may go on before {@link #keep} must be called. */
    Duration keepInterval();

    /**
     * Holds on to the task.
     *
     * @return whether it is still held; if not, somebody else has it or will
     */
    boolean keep();

    /** Says what became of the task. */
    void settle(Settlement settlement);

    /** Releases what is held, and leaves the fleet. */
    @Override
    void close();
}
