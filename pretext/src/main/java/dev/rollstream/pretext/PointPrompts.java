package dev.rollstream.pretext;

import dev.rollstream.pretext.geometry.Facing;
import java.util.List;

/** Wording of the questions about marked points of a picture; built like those of {@link Prompts}. */
final class PointPrompts {
    private static final List<String> DEPTH_MADE = List.of(
            "Three regions of the original image are marked with the numbers 1, 2, and 3.",
            "In this picture, markers with the numbers 1, 2, and 3 have been drawn on three regions of the original image.",
            "The numbered circles 1, 2, and 3 mark three regions of the original image.");

    private static final List<String> DEPTH_CLUES = List.of(
            "Judge how deep in the scene each lies by what it shows, where it is and other clues to depth (content, position,"
                    + " depth).",
            "Use the content at each marker, its position in the scene and the depth that perspective suggests.",
            "Content and position of the regions, and the depth of the things around them, tell how far away each is.");

    private static final List<String> DEPTH_ASK = List.of(
            "Sort the three regions by their depth, from the smallest distance from the camera to the largest. Answer in the"
                    + " format 'Smallest-Middle-Largest'.",
            "Put the numbers in order of depth, from smallest to largest as seen from the camera, in the format"
                    + " 'Smallest-Middle-Largest'.",
            "Which order do the regions have from the smallest to the largest depth, measured from the camera? Write it as"
                    + " 'Smallest-Middle-Largest'.");

    private static final List<String> POSITION_MADE = List.of(
            "I am looking at this image, in which two regions are marked 1 and 2.",
            "The image in front of me has two regions marked with the numbers 1 and 2.",
            "Two regions of the image that I see are marked with the numbered circles 1 and 2.");

    private static final List<String> POSITION_ASK = List.of(
            "Suppose a camera stands at the region marked %1$d, facing %3$s. Where is the region marked %2$d, according to that"
                    + " camera?",
            "Imagine a camera at the place of marker %1$d that is facing %3$s. In which direction from that camera is the region"
                    + " marked %2$d?",
            "A camera is placed at the region marked %1$d, facing %3$s. From that camera's view, where is the region marked"
                    + " %2$d?");

    private static final List<String> POSITION_CLUES = List.of(
            "Consider the depth of both regions, the camera's orientation and how they lie to each other in 3D.",
            "Think about depth, about the orientation of the camera and about the 3D relation of the two regions.",
            "Depth, orientation and the relation of the regions in 3D space decide.");

    private static final List<String> IGNORE_HEIGHT = List.of(
            " Ignore any difference in height.",
            " The height difference between the regions does not matter; ignore it.",
            " Please ignore how much higher or lower one lies: the height difference is of no concern.");

    private static final List<String> POSITION_ANSWER = List.of(
            "The final answer must be chosen from 'A','B','C','D'.",
            "Give the final answer as one letter, chosen from 'A','B','C','D'.",
            "Your final answer is to be chosen from 'A','B','C','D'.");

    /**
     * What a question of relative position says.
     *
     * @param camera number of the marker that the camera stands at
     * @param options in the order of their letters
     * @param heightMatters whether a difference in height might mislead, so that it is to be ignored
     */
    record Position(int camera, Facing facing, List<String> options, boolean heightMatters) {}

    private PointPrompts() {}

    static String depth(SeededRandom random) {
        return Prompts.withSuffix(Prompts.pick(DEPTH_MADE, random) + " " + Prompts.pick(DEPTH_CLUES, random) + " "
                + Prompts.pick(DEPTH_ASK, random));
    }

    static String position(Position question, SeededRandom random) {
        String made = Prompts.pick(POSITION_MADE, random);
        String ask = Prompts.pick(POSITION_ASK, random)
                .formatted(question.camera, 3 - question.camera, words(question.facing));
        String options = " A. %s B. %s C. %s D. %s.".formatted(question.options.toArray());
        String clues = Prompts.pick(POSITION_CLUES, random);
        String height = Prompts.pick(IGNORE_HEIGHT, random);
        String answer = Prompts.pick(POSITION_ANSWER, random);
        return Prompts.withSuffix(
                made + " " + ask + options + " " + clues + (question.heightMatters ? height : "") + " " + answer);
    }

    private static String words(Facing facing) {
        return switch (facing) {
            case LEFT -> "left";
            case RIGHT -> "right";
            case TO_VIEWER -> "to me";
            case AWAY -> "away from me";
        };
    }
}
