package dev.rollstream.producer.task;

/**
 * Where tasks come from. A source is a pure function of the sequence: the same sequence gives the same sample on every call,
 * after a restart too, and calls may come from several threads at once.
 */
@FunctionalInterface
public interface SampleSource {
    /**
     * The sample of a sequence number.
     *
     * @param sequence number of the group within its run, from 0
     * @return the sample, or why this sequence has none
     */
    SampleOutcome sample(long sequence);

    /** How many sequence numbers in a row may have no sample before it is in vain to go on. */
    default long patience() {
        return 1_000;
    }
}
