package dev.rollstream.local.e2e;

import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.cluster.LocalStack;

/** The suite on the embedded broker. */
class EmbeddedStreamTest extends StreamSuite {
    @Override
    TestCluster startCluster() {
        return new Embedded(LocalStack.start(
                new LocalStack.Options(LocalKafkaOptions.temporary(), 0, "unused.", TestCluster.PARTITIONS)));
    }

    private record Embedded(LocalStack stack) implements TestCluster {
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
}
