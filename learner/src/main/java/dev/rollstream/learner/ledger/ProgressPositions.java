package dev.rollstream.learner.ledger;

import dev.rollstream.avro.PartitionPosition;
import dev.rollstream.avro.Progress;
import dev.rollstream.learner.reader.Position;
import java.util.List;
import java.util.TreeMap;

/** Positions of a reader as PROGRESS holds them. */
public final class ProgressPositions {
    private ProgressPositions() {}

    /** The position of a progress record, over a topic. */
    public static Position positionOf(Progress progress, String topic) {
        TreeMap<Integer, Long> offsets = new TreeMap<>();
        for (PartitionPosition partition : progress.getPosition()) {
            offsets.put(partition.getPartition(), partition.getOffset());
        }
        return new Position(topic, offsets);
    }

    /** A position as PROGRESS holds it. */
    public static List<PartitionPosition> listOf(Position position) {
        return position.offsets().entrySet().stream()
                .map(entry -> new PartitionPosition(entry.getKey(), entry.getValue()))
                .toList();
    }
}
