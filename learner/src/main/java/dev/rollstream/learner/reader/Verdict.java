package dev.rollstream.learner.reader;

/** What a terminal record turned out to be. */
sealed interface Verdict {
    /**
     * Nothing for a training reader.
     *
     * @param why what it is
     */
    record Skip(PassedOver why) implements Verdict {}

    /**
     * A group that may train, if it is young enough.
     *
     * @param group the group with its payload
     */
    record Train(TrainingGroup group) implements Verdict {}

    /**
     * A group that was to train and cannot.
     *
     * @param refused why
     */
    record Refuse(Refused refused) implements Verdict {}
}
