package dev.rollstream.policy;

import java.util.List;

/**
 * What the policy is asked.
 *
 * @param text of the user's turn; where pictures stand in it does not matter, their order does
 * @param pictures 1 to 5; the first is what the question is about, the others are the options A to D
 */
public record Prompt(String text, List<Picture> pictures) {
    /** The most pictures that a prompt may have. */
    public static final int MAX_PICTURES = 5;

    /** Checks the number of pictures. */
    public Prompt {
        pictures = List.copyOf(pictures);
        if (pictures.isEmpty() || pictures.size() > MAX_PICTURES) {
            throw new IllegalArgumentException(
                    "a prompt has 1 to " + MAX_PICTURES + " pictures, this one has " + pictures.size());
        }
    }
}
