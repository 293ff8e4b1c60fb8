package dev.rollstream.pretext;

import java.util.List;

/**
 * Wording of the questions. Each says how the picture was made and which labels it carries, which clues to use, and the answer's
 * format in single quotes; the seed chooses among paraphrases of each part.
 *
 * <p>A prompt is a placeholder for the picture on its own line, the question, one space, and the suffix that asks for thinking and
 * a boxed answer. Pictures that are options have a line each within the question, with letter and placeholder.
 */
final class Prompts {
    /** Stands for one picture. */
    static final String IMAGE = PromptFormat.IMAGE;

    /** The training template's suffix: content fixed, every prompt ends in it. */
    static final String SUFFIX = PromptFormat.SUFFIX;

    private static final List<String> SHUFFLE_MADE = List.of(
            "This picture was cut into %1$s, which were then shuffled; the labels %2$s are written on them.",
            "An image has been divided into %1$s and their order mixed up. They carry the labels %2$s as shown.",
            "You see %1$s of one image in a random order, labelled %2$s where they now lie.");

    private static final List<String> SHUFFLE_CLUES = List.of(
            "Use visual clues such as continuity, alignment and context to find where each belongs.",
            "Look at how edges continue, how objects line up and what the scene as a whole suggests (continuity, alignment,"
                    + " context).",
            "Continuity across the cuts, alignment of shapes and the context of the scene tell where each belongs.");

    private static final List<String> SHUFFLE_ASK = List.of(
            "Which arrangement of the labels restores the original image? Answer in the format '%s'.",
            "Give the labels in the arrangement that restores the image, in the format '%s'.",
            "State the arrangement of labels that puts the original image together again, written as '%s'.");

    private static final List<String> MASKED = List.of(
            " One of the four patches is fully white.",
            " Note that one of the four patches has been painted fully white.",
            " Of the four patches, one is hidden: it is fully white.");

    private static final List<String> FLIP_MADE = List.of(
            "This picture is divided into four patches labelled 0, 1, 2, and 3, and one of the four was flipped either"
                    + " horizontally or vertically.",
            "An image was divided into four patches with the labels 0, 1, 2, and 3. Exactly one of them has been flipped,"
                    + " either vertically or horizontally.",
            "Of the four labelled patches (0, 1, 2, and 3) of this image, three are as they were and one is flipped,"
                    + " horizontally or vertically.");

    private static final List<String> FLIP_CLUES = List.of(
            "Use visual clues such as continuity, alignment and the orientation of things.",
            "Check the continuity across the borders, the alignment of shapes and the orientation of objects.",
            "Orientation, alignment and continuity with the other patches give it away.");

    private static final List<String> FLIP_ASK = List.of(
            "Which patch is it, and how was it flipped? Answer in the format 'Label-Direction', where Direction can only be 0"
                    + " (flipped vertically) or 1 (flipped horizontally).",
            "Name the flipped patch and the direction in the format 'Label-Direction'; Direction is either 0 (flipped"
                    + " vertically) or 1 (flipped horizontally).",
            "Give the patch and the direction of the flip as 'Label-Direction'. The direction can only be 0 for flipped"
                    + " vertically or 1 for flipped horizontally.");

    private static final List<String> CROP_MADE = List.of(
            "A square part is missing from this picture and shown in black. Four pictures, labelled A to D, are offered for"
                    + " it, and exactly one of them is the missing part.",
            "A square was cut out of this image, which left the black area. One of the following four options, A, B, C, and D,"
                    + " is the part that was cut out.",
            "In the first picture a square has been blacked out. Of the four pictures after it, options A to D, one is what"
                    + " belongs there.");

    private static final List<String> CROP_CLUES = List.of(
            "Use visual clues: whether edges align at the border of the hole, whether the content fits, and where in the scene"
                    + " the hole lies (alignment, content, position).",
            "Compare the content of each option with what surrounds the black square, mind its position in the picture, and"
                    + " check the alignment of lines across its border.",
            "Alignment with the surroundings, content and position of the missing part tell which option fits.");

    private static final List<String> CROP_ASK = List.of(
            "Which option is the missing part of the first picture? The final answer must be chosen from 'A', 'B', 'C', 'D'.",
            "Choose the one of the four options that is the missing part of the first picture. Give the final answer as one of"
                    + " 'A', 'B', 'C', 'D'.",
            "Select the option that is the missing part of the first picture; the final answer is one letter out of 'A', 'B',"
                    + " 'C', 'D'.");

    private static final String CROP_OPTIONS =
            "\nA. " + IMAGE + "\nB. " + IMAGE + "\nC. " + IMAGE + "\nD. " + IMAGE + "\n";

    private Prompts() {}

    static String shuffle(ShuffleVariant variant, SeededRandom random) {
        String made = pick(SHUFFLE_MADE, random).formatted(pieces(variant), labels(variant));
        String mask = pick(MASKED, random);
        String clues = pick(SHUFFLE_CLUES, random);
        String ask = pick(SHUFFLE_ASK, random).formatted(variant.answerFormat());
        return withSuffix(made + (variant.masked() ? mask : "") + " " + clues + " " + ask);
    }

    static String flip(SeededRandom random) {
        return withSuffix(pick(FLIP_MADE, random) + " " + pick(FLIP_CLUES, random) + " " + pick(FLIP_ASK, random));
    }

    static String crop(SeededRandom random) {
        String made = pick(CROP_MADE, random);
        return withSuffix(made + CROP_OPTIONS + pick(CROP_CLUES, random) + " " + pick(CROP_ASK, random));
    }

    private static String pieces(ShuffleVariant variant) {
        if (variant.rows() == 1) {
            return count(variant.columns()) + " horizontal strips (side by side)";
        }
        if (variant.columns() == 1) {
            return count(variant.rows()) + " vertical strips (stacked)";
        }
        return "four patches";
    }

    private static String count(int strips) {
        return strips == 3 ? "three" : "four";
    }

    private static String labels(ShuffleVariant variant) {
        return variant.rows() * variant.columns() == 3 ? "0, 1, and 2" : "0, 1, 2, and 3";
    }

    static String withSuffix(String question) {
        return IMAGE + "\n" + question.strip() + " " + SUFFIX;
    }

    static String pick(List<String> paraphrases, SeededRandom random) {
        return paraphrases.get(random.below(paraphrases.size()));
    }
}
