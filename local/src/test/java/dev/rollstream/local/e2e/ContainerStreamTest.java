package dev.rollstream.local.e2e;

/** The suite on Apache Kafka's own image, where there is Docker. */
class ContainerStreamTest extends StreamSuite {
    @Override
    TestCluster startCluster() {
        return ContainerCluster.startOrSkip();
    }
}
