package dev.rollstream.local.demo;

/** Where a demo shows how it goes. */
public interface DemoView extends AutoCloseable {
    /** Something is being done that takes a moment. */
    void step(String what);

    /**
     * The live figures.
     *
     * @param figures what has come through the stream
     * @param read groups that the learner has read
     */
    void update(LiveFigures.Snapshot figures, long read);

    @Override
    void close();
}
