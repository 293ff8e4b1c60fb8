package dev.rollstream.local.e2e;

/** The suite on the embedded broker. */
class EmbeddedStreamTest extends StreamSuite {
    @Override
    TestCluster startCluster() {
        return EmbeddedCluster.start();
    }
}
