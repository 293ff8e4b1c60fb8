package dev.rollstream.local.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * What one guarantee found.
 *
 * @param guarantee its name
 * @param checked how many things it judged
 * @param violations how many broke it
 * @param examples the first few violations, a sentence each
 * @param note what a reader should know beside the numbers; empty: nothing
 */
public record Finding(String guarantee, long checked, long violations, List<String> examples, String note) {
    private static final int MAX_EXAMPLES = 5;

    /** Copies the examples. */
    public Finding {
        examples = List.copyOf(examples);
    }

    /** Whether the guarantee held. */
    public boolean held() {
        return violations == 0;
    }

    /** Collects a finding one judgement at a time. */
    public static final class Builder {
        private final String guarantee;
        private final List<String> examples = new ArrayList<>();
        private long checked;
        private long violations;
        private String note = "";

        /** A finding of a guarantee that has judged nothing yet. */
        public Builder(String guarantee) {
            this.guarantee = guarantee;
        }

        /** One thing was judged and found right. */
        public void checked() {
            checked++;
        }

        /** One thing was found wrong. */
        public void violated(String sentence) {
            violations++;
            if (examples.size() < MAX_EXAMPLES) {
                examples.add(sentence);
            }
        }

        /** Judges one thing. */
        public void require(boolean holds, String sentenceIfNot) {
            checked++;
            if (!holds) {
                violated(sentenceIfNot);
            }
        }

        /** What a reader should know beside the numbers. */
        public void note(String text) {
            note = text;
        }

        /** All of it. */
        public Finding build() {
            return new Finding(guarantee, checked, violations, examples, note);
        }
    }
}
