package dev.rollstream.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A small model and small prompts for tests. */
final class Toys {
    static final ModelSize SIZE = new ModelSize(16, 12, 2, 1, 64);

    private Toys() {}

    /** Noise of a seed. */
    static Picture noise(int width, int height, long seed) {
        SampleRandom random = new SampleRandom(seed);
        int[] rgb = new int[width * height];
        Arrays.setAll(rgb, i -> (int) (random.next() & 0xFFFFFF));
        return new Picture(width, height, rgb);
    }

    /** A picture of one colour. */
    static Picture plain(int width, int height, int colour) {
        int[] rgb = new int[width * height];
        Arrays.fill(rgb, colour);
        return new Picture(width, height, rgb);
    }

    static PromptFeatures features(String text, Picture... pictures) {
        return PromptFeatures.of(new Prompt(text, List.of(pictures)), SIZE.buckets());
    }

    /** Prompts of one and of five pictures. */
    static List<PromptFeatures> prompts(int count) {
        List<PromptFeatures> prompts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Picture first = noise(40, 30, i);
            prompts.add(
                    i % 2 == 0
                            ? features("Which patch is flipped? Case " + i, first)
                            : features(
                                    "Which fits? Case " + i + "\nA. <image>\nB. <image>\nC. <image>\nD. <image>\n",
                                    first,
                                    noise(20, 20, i + 100),
                                    noise(20, 20, i + 200),
                                    noise(20, 20, i + 300),
                                    noise(20, 20, i + 400)));
        }
        return prompts;
    }

    /** A completion for each prompt, of different lengths. */
    static Rows rows(int prompts) {
        List<String> answers = List.of("0-1", "B", "3-2-1-0", "2-1-3");
        List<int[]> sequences = new ArrayList<>();
        int[] promptOfRow = new int[prompts];
        for (int i = 0; i < prompts; i++) {
            promptOfRow[i] = i;
            sequences.add(Vocabulary.spell(Wording.completion(answers.get(i % answers.size()), 0)));
        }
        return new Rows(promptOfRow, sequences);
    }
}
