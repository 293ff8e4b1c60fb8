package dev.rollstream.local.demo;

import java.util.List;

/** Where a demo shows how it goes. */
public interface DemoView extends AutoCloseable {
    /**
     * Something that is counted.
     *
     * @param name what
     * @param value how many so far
     * @param max how many there will be
     */
    record Bar(String name, long value, long max) {}

    /** Something is being done that takes a moment, or begins. */
    void step(String what);

    /**
     * How far it is. The bars of one step are always the same ones.
     *
     * @param bars what is counted; the last one tells how far the step is
     * @param note more, in a few words; may be empty
     */
    void update(List<Bar> bars, String note);

    @Override
    void close();
}
