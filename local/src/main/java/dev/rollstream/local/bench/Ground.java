package dev.rollstream.local.bench;

import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.runtime.StageConfig;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What all measurements stand on: one broker and one registry. Each measurement has a stream of its own on it, filled just before: none
 * profits from what another left in caches.
 */
public final class Ground {
    private final StageConfig cluster;
    private final RegistryClient registry;
    private final Consumer<String> news;
    private final AtomicInteger streams = new AtomicInteger();

    /**
     * Ground for measurements.
     *
     * @param cluster broker and registry; the topics' names begin with its prefix
     * @param registry of that cluster; stays the caller's to close
     * @param news hears what is done, a line each
     */
    public Ground(StageConfig cluster, RegistryClient registry, Consumer<String> news) {
        this.cluster = cluster;
        this.registry = registry;
        this.news = news;
    }

    RegistryClient registry() {
        return registry;
    }

    void say(String line) {
        news.accept(line);
    }

    /** A stream that nobody has used. */
    StageConfig nextStream() {
        return new StageConfig(
                cluster.bootstrapServers(),
                cluster.schemaRegistry(),
                cluster.prefix() + "bench-" + streams.getAndIncrement() + ".",
                cluster.properties());
    }
}
