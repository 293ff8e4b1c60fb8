package dev.rollstream.pretext;

import dev.rollstream.pretext.GeneratedSample.Skip;
import java.util.List;

/**
 * A sequence number without a sample.
 *
 * @param sequence from 0
 * @param skips why, at least one
 */
public record EmptyDraw(long sequence, List<Skip> skips) implements Draw {
    /** Copies the list. */
    public EmptyDraw {
        skips = List.copyOf(skips);
        if (skips.isEmpty()) {
            throw new IllegalArgumentException("sequence " + sequence + " has neither a sample nor a reason");
        }
    }
}
