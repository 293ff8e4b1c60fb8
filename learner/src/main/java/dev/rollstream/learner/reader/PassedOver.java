package dev.rollstream.learner.reader;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Purpose;
import java.util.Optional;

/** Why a terminal record is nothing for a training reader. */
public enum PassedOver {
    /** An evaluation, however it ended. */
    EVALUATION,
    /** A filter dropped it. */
    FILTERED,
    /** The deadline came too early. */
    EXPIRED,
    /** It was cancelled. */
    CANCELLED,
    /** Purpose or outcome is one that this version does not know. */
    UNKNOWN;

    /** Why a training reader passes the group over; empty: it trains. */
    static Optional<PassedOver> of(AdvantageGroup group) {
        if (group.getPurpose() == Purpose.EVAL) {
            return Optional.of(EVALUATION);
        }
        if (group.getPurpose() != Purpose.TRAIN) {
            return Optional.of(UNKNOWN);
        }
        return switch (group.getOutcome()) {
            case COMPLETE, PARTIAL -> Optional.empty();
            case FILTERED -> Optional.of(FILTERED);
            case EXPIRED -> Optional.of(EXPIRED);
            case CANCELLED -> Optional.of(CANCELLED);
            case UNKNOWN -> Optional.of(UNKNOWN);
        };
    }
}
