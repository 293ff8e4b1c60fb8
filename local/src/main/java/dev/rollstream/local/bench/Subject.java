package dev.rollstream.local.bench;

/** What takes a backlog of completions. The first four are the limits of the others. */
enum Subject {
    /** A plain consumer that reads the completions' bytes and drops them. */
    CONSUMER("plain consumer"),
    /** {@link Relay}. */
    RELAY("plain consumer and producer"),
    /** {@link Floor#INDEX}. */
    INDEX("Streams app, 120 bytes out"),
    /** {@link Floor#COPY}. */
    COPY("Streams app, payload copied on"),
    /** The scorer alone, to REWARDS. */
    SCORER("scorer"),
    /** Scorer and aggregator at once, to ADVANTAGES. */
    SCORER_AND_AGGREGATOR("scorer + aggregator"),
    /** Both, and a learner's reader that fetches every payload. */
    TO_LEARNER("scorer + aggregator + GroupReader");

    private final String sentence;

    Subject(String sentence) {
        this.sentence = sentence;
    }

    /** What it is, for a table. */
    String sentence() {
        return sentence;
    }

    /** What bounds it: Kafka doing the least that such a thing must do. Of {@link #CONSUMER} itself. */
    Subject limit() {
        return switch (this) {
            case CONSUMER, RELAY, INDEX -> CONSUMER;
            case COPY -> RELAY;
            case SCORER, SCORER_AND_AGGREGATOR, TO_LEARNER -> INDEX;
        };
    }
}
