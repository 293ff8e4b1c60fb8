package dev.rollstream.pretext.preview;

import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.image.PictureDecoder;
import dev.rollstream.pretext.image.RejectedFileException;
import dev.rollstream.pretext.image.RgbImage;
import java.util.Optional;

/**
 * A picture as a sheet shows it.
 *
 * @param label the letter of an option, else empty
 * @param right whether it is the right option
 * @param pixels at the size of the sheet, or nothing where the file does not decode
 * @param problem why it does not, else empty
 */
record PreviewPicture(String label, boolean right, Optional<RgbImage> pixels, String problem) {
    static PreviewPicture of(String label, boolean right, byte[] file, int maxSide) {
        IntakeOptions options = IntakeOptions.defaults();
        IntakeOptions small =
                new IntakeOptions(options.maxFileBytes(), options.maxPixels(), options.maxBufferedPixels(), 1, maxSide);
        try {
            return new PreviewPicture(label, right, Optional.of(new PictureDecoder(small).decode(file)), "");
        } catch (RejectedFileException e) {
            return new PreviewPicture(label, right, Optional.empty(), String.valueOf(e.getMessage()));
        }
    }
}
