package dev.rollstream.local.e2e;

/** The pipeline, share groups and all, on Apache Kafka's own image, where there is Docker. */
class ContainerPipelineTest extends PipelineSuite {
    @Override
    TestCluster startCluster() {
        return ContainerCluster.startOrSkip();
    }
}
