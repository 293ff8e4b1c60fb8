package dev.rollstream.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final int GROUPS = 1_001;
    private static final int PARTITIONS = 7;

    private final Placement placement = Placement.of("run", GROUPS, PARTITIONS);

    @Test
    void groupsLieWhereAProducerPutsTheirKeys() {
        assertThat(IntStream.range(0, GROUPS)).allSatisfy(group -> {
            byte[] key = placement.id(group).getBytes(StandardCharsets.UTF_8);
            assertThat(placement.partition(group)).isEqualTo(BuiltInPartitioner.partitionForKey(key, PARTITIONS));
        });
    }

    @Test
    void everyPartitionHasAsManyGroups() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            int wanted = partition;
            long groups = IntStream.range(0, GROUPS)
                    .filter(group -> placement.partition(group) == wanted)
                    .count();
            assertThat(groups).as("partition " + partition).isEqualTo(GROUPS / PARTITIONS);
        }
    }

    @Test
    void groupsAreFoundByTheirIds() {
        assertThat(IntStream.range(0, GROUPS)).allSatisfy(group -> assertThat(placement.group(placement.id(group)))
                .isEqualTo(group));
        assertThat(placement.group("other/0")).isNegative();
    }
}
