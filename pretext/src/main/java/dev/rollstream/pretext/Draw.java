package dev.rollstream.pretext;

import dev.rollstream.pretext.GeneratedSample.Skip;
import java.util.List;

/** What a {@link SampleRun} has at a sequence number. */
public sealed interface Draw permits GeneratedSample, EmptyDraw {
    /** From 0. */
    long sequence();

    /** What was skipped, in the order of the attempts. */
    List<Skip> skips();
}
