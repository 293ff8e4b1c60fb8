package dev.rollstream.local.e2e;

import dev.rollstream.local.topics.TopicsAdmin;
import dev.rollstream.runtime.StageConfig;
import java.util.Map;

/** A broker and a schema registry that the suite runs on. */
interface TestCluster extends AutoCloseable {
    /** Partitions of the joined topics: two for each of two instances. */
    int PARTITIONS = 4;

    /** Where the broker is. */
    String bootstrapServers();

    /** Where the registry is, also while it is stopped. */
    String registryUrl();

    /** Ends the registry. */
    void stopRegistry();

    /** Starts it again in the same place. */
    void startRegistry();

    /** A stream of its own for one test. */
    default StageConfig newStream(String name) {
        StageConfig config = new StageConfig(bootstrapServers(), registryUrl(), name + ".", Map.of());
        try (TopicsAdmin admin = new TopicsAdmin(config)) {
            admin.create(new TopicsAdmin.Shape(PARTITIONS, 1));
        }
        return config;
    }

    @Override
    void close();
}
