package dev.rollstream.local.demo;

import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.runtime.StageConfig;
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
     * @param notes what else is to be seen now, a short line each: as many in every update of one step, and empty until there is something
     */
    void update(List<Bar> bars, List<String> notes);

    /**
     * The stream is there, and may be looked at until the demo closes what is given back.
     *
     * @param config how to reach it
     * @param registry its schema registry
     */
    default Watching watch(StageConfig config, RegistryClient registry) {
        return () -> {};
    }

    /** Somebody looks at the stream. */
    @FunctionalInterface
    interface Watching extends AutoCloseable {
        @Override
        void close();
    }

    @Override
    void close();
}
