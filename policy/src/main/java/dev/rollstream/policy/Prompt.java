package dev.rollstream.policy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
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

    /**
     * A prompt as it travels.
     *
     * @param files JPEG or PNG each; their positions stay as they are
     * @throws PictureException if a file is no picture, or one of more pixels than {@link Picture#MAX_PIXELS}
     */
    public static Prompt decoded(String text, List<ByteBuffer> files) throws PictureException {
        List<Picture> pictures = new ArrayList<>();
        for (ByteBuffer file : files) {
            byte[] bytes = new byte[file.remaining()];
            file.duplicate().get(bytes);
            pictures.add(Picture.decode(bytes, Picture.MAX_PIXELS));
        }
        return new Prompt(text, pictures);
    }
}
