package dev.rollstream.local.e2e;

import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.cluster.LocalStack;

/** The embedded broker and registry. */
record EmbeddedCluster(LocalStack stack) implements TestCluster {
    static EmbeddedCluster start() {
        return new EmbeddedCluster(
                LocalStack.start(new LocalStack.Options(LocalKafkaOptions.temporary(), 0, "unused.", PARTITIONS)));
    }

    @Override
    public String bootstrapServers() {
        return stack.kafka().bootstrapServers();
    }

    @Override
    public String registryUrl() {
        return stack.registryUrl();
    }

    @Override
    public void stopRegistry() {
        stack.stopRegistry();
    }

    @Override
    public void startRegistry() {
        stack.startRegistry();
    }

    @Override
    public void close() {
        stack.close();
    }
}
