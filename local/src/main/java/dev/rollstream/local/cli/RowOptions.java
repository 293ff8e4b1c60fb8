package dev.rollstream.local.cli;

import dev.rollstream.pretext.dataset.Instruction;
import dev.rollstream.pretext.dataset.RowLayout;
import dev.rollstream.pretext.dataset.RowLayout.Asking;
import dev.rollstream.pretext.dataset.RowLayout.Columns;
import dev.rollstream.pretext.dataset.RowLayout.Kinds;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the rows of a dataset are to be understood. */
final class RowOptions {
    /** The verifier of Spatial-SSRL's tasks. */
    static final String SPATIAL = "spatial-ssrl";

    @Option(
            names = "--prompt-column",
            paramLabel = "NAME",
            description =
                    "Column of the question: a text, or a list of messages (default: problem, prompt or question).")
    private @Nullable String promptColumn;

    @Option(
            names = "--answer-column",
            paramLabel = "NAME",
            description =
                    "Column of the answer; a.b is field b of column a (default: answer, reward_model.ground_truth or"
                            + " ground_truth).")
    private @Nullable String answerColumn;

    @Option(
            names = "--images-column",
            paramLabel = "NAME",
            description = "Column of the pictures: paths or bytes, one or a list (default: images or image, if any).")
    private @Nullable String imagesColumn;

    @Option(
            names = "--task-column",
            paramLabel = "NAME",
            description =
                    "Column of the kind of task, which reports tell apart (default: task or data_source, if any).")
    private @Nullable String taskColumn;

    @Option(
            names = "--answer-behind",
            paramLabel = "TEXT",
            description = "The answer is what follows the last of these in its column, such as #### of GSM8K"
                    + " (default: all of the column).")
    private @Nullable String answerBehind;

    @Option(
            names = "--instruction",
            paramLabel = "NAME",
            description = {
                "What is added to questions: boxed, answer-tags, answer-line, or none (default: what the verifier reads, and none",
                "to lists of messages, as who made them has asked already)."
            })
    private @Nullable KnownInstruction instruction;

    @Option(
            names = "--instruction-text",
            paramLabel = "TEXT",
            description = "What is added to questions, in your own words.")
    private @Nullable String instructionText;

    /** Instructions by name. */
    enum KnownInstruction {
        /** For spatial-ssrl and math-exact. */
        BOXED(Instruction.BOXED),
        /** For r1v. */
        ANSWER_TAGS(Instruction.ANSWER_TAGS),
        /** For dapo. */
        ANSWER_LINE(Instruction.ANSWER_LINE),
        /** Questions as they are. */
        NONE(Instruction.NONE);

        private final Instruction instruction;

        KnownInstruction(Instruction instruction) {
            this.instruction = instruction;
        }

        /** What makes a model answer in the form that a verifier reads; nothing for a verifier that is not built in. */
        static Instruction of(String verifier) {
            return switch (verifier) {
                case SPATIAL, "math-exact" -> BOXED.instruction;
                case "r1v" -> ANSWER_TAGS.instruction;
                case "dapo" -> ANSWER_LINE.instruction;
                default -> NONE.instruction;
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * The layout.
     *
     * @param verifier that is to score the answers
     * @throws IllegalArgumentException if two instructions are given, or one has a picture
     */
    RowLayout layout(String verifier) {
        Columns known = Columns.KNOWN;
        Columns columns = new Columns(
                chosen(promptColumn, known.prompt()),
                chosen(answerColumn, known.answer()),
                chosen(imagesColumn, known.images()),
                chosen(taskColumn, known.task()));
        return new RowLayout(
                columns,
                Optional.ofNullable(answerBehind),
                asking(verifier),
                verifier.equals(SPATIAL) ? Kinds.SPATIAL : Kinds.ONLY_NAMED);
    }

    private static List<String> chosen(@Nullable String name, List<String> known) {
        return name == null ? known : List.of(name);
    }

    private Asking asking(String verifier) {
        if (instruction != null && instructionText != null) {
            throw new IllegalArgumentException(
                    "--instruction and --instruction-text both say what is added to questions");
        }
        if (instructionText != null) {
            Instruction own = new Instruction(instructionText);
            return new Asking(own, own);
        }
        return instruction == null
                ? new Asking(KnownInstruction.of(verifier), Instruction.NONE)
                : new Asking(instruction.instruction, instruction.instruction);
    }
}
