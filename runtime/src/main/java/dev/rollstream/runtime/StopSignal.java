package dev.rollstream.runtime;

/**
 * Tells work that takes seconds or minutes that nobody waits for it any more. Such work asks before each of its items, from whatever
 * thread, so that a stop is heard within the time that one item takes.
 */
@FunctionalInterface
public interface StopSignal {
    /** Of work that is always done to its end. */
    StopSignal NEVER = () -> false;

    /** Whether somebody asked the work to stop. Once true, always true. */
    boolean requested();

    /**
     * Ends the work if it was asked to stop.
     *
     * @param work what is done, for the sentence
     * @throws StoppedException if it was
     */
    default void check(String work) {
        if (requested()) {
            throw new StoppedException(work + " was stopped before its end");
        }
    }
}
