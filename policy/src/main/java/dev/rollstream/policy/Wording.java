package dev.rollstream.policy;

import java.util.List;

/** Completions in the vocabulary's words, for a cold start: a short thought, the same few for every task, and a boxed answer. */
public final class Wording {
    private static final List<String> THOUGHTS = List.of(
            " compare edges and lines",
            " look at the whole picture",
            " check what fits where",
            " judge how far things are",
            " turn it in mind");

    private Wording() {}

    /** A completion with {@code answer} in its box; the seed chooses the thought. */
    public static String completion(String answer, long seed) {
        int thought = (int) Long.remainderUnsigned(SampleRandom.mix(seed), THOUGHTS.size());
        return "<think>" + THOUGHTS.get(thought) + "</think>\\boxed{" + answer + "}";
    }
}
