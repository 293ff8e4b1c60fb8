package dev.rollstream.pretext.dataset;

import java.util.List;
import java.util.Optional;

/**
 * How the rows of a dataset are to be understood.
 *
 * @param columns where things are
 * @param answerBehind the answer is only what follows the last of these in its column; empty: all of it
 * @param asking what is added to questions
 * @param kinds how rows that do not name their kind of task are told apart
 */
public record RowLayout(Columns columns, Optional<String> answerBehind, Asking asking, Kinds kinds) {
    /**
     * Names of columns. Of several, a row's first that holds something counts; {@code a.b} is the field {@code b} of column {@code a}.
     *
     * @param prompt the question: a text, or a list of messages with {@code role} and {@code content}
     * @param answer the answer: a text or a number; anything else is handed to the verifier as JSON
     * @param images pictures: paths or bytes, one or a list
     * @param task kind of task
     */
    public record Columns(List<String> prompt, List<String> answer, List<String> images, List<String> task) {
        /** Those of EasyR1, of veRL, of GSM8K, and our own. */
        public static final Columns KNOWN = new Columns(
                List.of("problem", "prompt", "question"),
                List.of("answer", "reward_model.ground_truth", "ground_truth"),
                List.of("images", "image"),
                List.of("task", "data_source"));

        /** Copies the lists. */
        public Columns {
            prompt = List.copyOf(prompt);
            answer = List.copyOf(answer);
            images = List.copyOf(images);
            task = List.copyOf(task);
        }
    }

    /**
     * What is added to questions.
     *
     * @param texts to those that are texts
     * @param conversations to the last message of those that are lists of messages
     */
    public record Asking(Instruction texts, Instruction conversations) {}

    /** How rows that do not name their kind of task are told apart. */
    public enum Kinds {
        /** Not at all. */
        ONLY_NAMED("row"),
        /** They are Spatial-SSRL's tasks: by the folders of their pictures, else by the form of their answer. */
        SPATIAL("released");

        private final String unsaidVariant;

        Kinds(String unsaidVariant) {
            this.unsaidVariant = unsaidVariant;
        }

        /** What stands for the variant of a row that names none. */
        String unsaidVariant() {
            return unsaidVariant;
        }
    }

    /** The released set of Spatial-SSRL, and what we write ourselves. */
    public static RowLayout spatial() {
        return new RowLayout(
                Columns.KNOWN, Optional.empty(), new Asking(Instruction.BOXED, Instruction.BOXED), Kinds.SPATIAL);
    }
}
