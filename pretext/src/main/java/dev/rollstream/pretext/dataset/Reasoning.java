package dev.rollstream.pretext.dataset;

import dev.rollstream.pretext.Sample;
import dev.rollstream.pretext.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says in a few sentences why a task's answer is right. Everything said follows from the answer and from what the prompt states,
 * so that it is true of the picture whatever the picture shows; nothing is claimed about its content. The seed varies the words.
 *
 * <p>Written for the answer space of each task, not as a chain of thought worth imitating: the published recipe found that
 * neither its presence nor its quality matters for the cold start.
 */
final class Reasoning {
    /** The words of an answer's format, such as {@code 'TopLeft-TopRight-BottomLeft-BottomRight'}. */
    private static final Pattern FORMAT = Pattern.compile("'((?:[A-Z][A-Za-z0-9]*-)+[A-Z][A-Za-z0-9]*)'");

    private static final Pattern OPTION = Pattern.compile("\\b([A-D])\\. ([A-Za-z]+(?:-[A-Za-z]+)?)\\b");

    private static final List<String> LOOK = List.of(
            "I compare how lines and surfaces run on across the borders and what the whole scene must look like.",
            "Edges, objects and light have to continue from piece to piece, so I check what fits where.",
            "The scene as a whole and the continuity at the borders tell where things belong.");
    private static final List<String> SLOT = List.of(
            "The piece labelled %s shows the %s part of the original.",
            "Label %s lies on what was the %s part.", "What carries label %s belongs to the %s.");
    private static final List<String> MASKED = List.of(
            "The white piece shows nothing, so it gets the place that is left over.",
            "One piece is white: its place is the one that no other piece takes.",
            "The place of the white piece follows by elimination.");
    private static final List<String> ORDER = List.of(
            "Read in the order %s, the labels are %s.",
            "In the order %s this gives the labels %s.", "Listed as %s, that makes %s.");

    private static final List<String> FLIPPED = List.of(
            "Patches %s continue into each other as they should, but patch %s does not: it is %s.",
            "Three patches (%s) are as they were; in patch %s the content is %s.",
            "Nothing is wrong with patches %s, while patch %s is %s.");
    private static final List<String> DIRECTION = List.of(
            "That is a %1$s flip, direction %2$s.",
            "A %1$s flip is written as %2$s.", "So the direction is %2$s, for a %1$s flip.");

    private static final List<String> CROP_LOOK = List.of(
            "The missing square has to go on with the edges, textures and objects around it, at the same size and the same way"
                    + " up.",
            "What fills the black square must line up with its surroundings on all four sides, neither turned nor zoomed.",
            "I look for the piece that meets the border of the black square without a break in position, scale or direction.");
    private static final List<String> CROP = List.of(
            "Option %s does, while %s are turned or show the place at another scale.",
            "That is true of option %s only; %s are rotated or zoomed.",
            "Option %s fits. The others, %s, are rotated or at the wrong scale.");

    private static final List<String> DEPTH_LOOK = List.of(
            "I judge the distances by size, overlap, height in the picture and perspective.",
            "Occlusion, relative size and perspective tell what is nearer to the camera.",
            "To order the regions I look at what stands in front of what, and at how large things appear.");
    private static final List<String> DEPTH = List.of(
            "Region %s is the closest to the camera, region %s comes next, and region %s is the farthest away.",
            "Nearest is region %s, then region %s, and behind both lies region %s.",
            "From small to large depth: region %s, region %s, region %s.");

    private static final List<String> POSITION_LOOK = List.of(
            "I put myself at the camera's place, face where it faces, and turn left, right, front and back with it.",
            "What counts is the view of that camera, so I take its direction as the front and its right hand as the right.",
            "I imagine standing where the camera stands and looking the way it looks.");
    private static final List<String> POSITION = List.of(
            "From there the other place is %s, which is option %s.",
            "Seen so, the other place lies %s: option %s.", "The other place is then %s, and that is option %s.");

    private static final List<String> OTHER = List.of(
            "I go through what is given and what is asked, one step after the other.",
            "First I take in what is given, then I work out what is asked for.",
            "What is asked has to follow from what is given, so I begin with that.");

    private Reasoning() {}

    static String of(Sample sample, SeededRandom random) {
        return switch (sample.task()) {
            case "shuffle" -> shuffle(sample, random);
            case "flip" -> flip(sample.answer(), random);
            case "crop" ->
                pick(CROP_LOOK, random) + " "
                        + pick(CROP, random).formatted(sample.answer(), others("ABCD", sample.answer()));
            case "depth" ->
                pick(DEPTH_LOOK, random) + " "
                        + pick(DEPTH, random)
                                .formatted((Object[]) sample.answer().split("-"));
            case "position" -> position(sample, random);
            default -> pick(OTHER, random);
        };
    }

    private static String shuffle(Sample sample, SeededRandom random) {
        String[] labels = sample.answer().split("-");
        String[] places = places(sample.prompt(), labels.length);
        List<String> sentences = new ArrayList<>(List.of(pick(LOOK, random)));
        boolean masked = sample.prompt().contains("white");
        for (int place : random.permutation(labels.length)) {
            sentences.add(pick(SLOT, random).formatted(labels[place], words(places[place])));
        }
        if (masked) {
            sentences.add(pick(MASKED, random));
        }
        sentences.add(pick(ORDER, random).formatted(String.join(", ", places), String.join(", ", labels)));
        return String.join(" ", sentences);
    }

    /** The places of the original in the order of the answer, as the prompt names them. */
    private static String[] places(String prompt, int count) {
        Matcher format = FORMAT.matcher(prompt);
        while (format.find()) {
            String[] places = format.group(1).split("-");
            if (places.length == count) {
                return places;
            }
        }
        String[] numbered = {"First", "Second", "Third", "Fourth"};
        return List.of(numbered).subList(0, Math.min(count, numbered.length)).toArray(String[]::new);
    }

    /** {@code TopLeft} as "top left", {@code Middle1} as "middle 1". */
    private static String words(String place) {
        return place.replaceAll("(?<=[a-z])(?=[A-Z0-9])", " ").toLowerCase(Locale.ROOT);
    }

    private static String flip(String answer, SeededRandom random) {
        String patch = answer.substring(0, 1);
        boolean vertical = answer.endsWith("0");
        String seen = vertical ? "upside down" : "mirrored left to right";
        String direction = vertical ? "vertical" : "horizontal";
        return pick(LOOK, random) + " " + pick(FLIPPED, random).formatted(others("0123", patch), patch, seen) + " "
                + pick(DIRECTION, random).formatted(direction, answer.substring(answer.length() - 1));
    }

    private static String position(Sample sample, SeededRandom random) {
        String look = pick(POSITION_LOOK, random);
        String sentence = pick(POSITION, random);
        return side(sample)
                .map(side -> look + " " + sentence.formatted(side, sample.answer()))
                .orElse(look);
    }

    /** Where the right option says that the other place is. */
    private static Optional<String> side(Sample sample) {
        Matcher option = OPTION.matcher(sample.prompt());
        while (option.find()) {
            if (option.group(1).equals(sample.answer())) {
                return Optional.of(
                        switch (option.group(2)) {
                            case "Left" -> "to the left";
                            case "Right" -> "to the right";
                            case "Front" -> "in front";
                            case "Back" -> "behind";
                            case "Left-Front" -> "in front and to the left";
                            case "Right-Front" -> "in front and to the right";
                            case "Left-Back" -> "behind and to the left";
                            case "Right-Back" -> "behind and to the right";
                            default -> option.group(2);
                        });
            }
        }
        return Optional.empty();
    }

    /** The other labels as a list in words. */
    private static String others(String labels, String one) {
        List<String> others = List.of(labels.replace(one, "").split(""));
        return others.get(0) + ", " + others.get(1) + " and " + others.get(2);
    }

    static String pick(List<String> paraphrases, SeededRandom random) {
        return paraphrases.get(random.below(paraphrases.size()));
    }
}
