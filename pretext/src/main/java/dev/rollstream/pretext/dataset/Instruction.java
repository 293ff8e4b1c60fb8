package dev.rollstream.pretext.dataset;

import dev.rollstream.pretext.PromptFormat;

/**
 * What is added to a question so that its answer comes in the form that a verifier reads.
 *
 * @param text stands behind the question, after one space; empty: nothing is added
 */
public record Instruction(String text) {
    /** Thinking in think tags, the answer in a box: for {@code spatial-ssrl} and {@code math-exact}. */
    public static final Instruction BOXED = new Instruction(PromptFormat.SUFFIX);

    /** Thinking in think tags, the answer in answer tags: for {@code r1v}. */
    public static final Instruction ANSWER_TAGS = new Instruction(
            "Write down how you think between <think> and </think>, then nothing but the final answer between <answer> and"
                    + " </answer>.");

    /** The answer on a last line of its own: for {@code dapo}. */
    public static final Instruction ANSWER_LINE =
            new Instruction("Work it out step by step, and end with one line that reads: Answer: (your final answer)");

    /** The question as it is. */
    public static final Instruction NONE = new Instruction("");

    /**
     * Checks that it asks about no picture.
     *
     * @throws IllegalArgumentException if it has a place for one
     */
    public Instruction {
        text = text.strip();
        if (PromptFormat.pictures(text) > 0) {
            throw new IllegalArgumentException("an instruction has no pictures, so that " + PromptFormat.IMAGE
                    + " cannot stand in it: '" + text + "'");
        }
    }

    /** A question with the instruction, which it may have already. */
    String addedTo(String question) {
        String trimmed = question.strip();
        return text.isEmpty() || trimmed.endsWith(text) ? trimmed : trimmed + " " + text;
    }
}
