package dev.rollstream.local.e2e;

/** The pipeline on the embedded broker. */
class PipelineTest extends PipelineSuite {
    @Override
    TestCluster startCluster() {
        return EmbeddedCluster.start();
    }
}
