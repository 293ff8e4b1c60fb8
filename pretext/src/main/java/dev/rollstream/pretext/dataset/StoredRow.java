package dev.rollstream.pretext.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row as it lies in a file, nothing of it checked. Null is what the row does not have.
 *
 * @param prompt a text with {@code <image>} once a picture, or a list of messages
 * @param pictures in the order of the question
 * @param origin how it was made
 */
record StoredRow(@Nullable JsonNode prompt, @Nullable String answer, List<Picture> pictures, Origin origin) {
    StoredRow {
        pictures = List.copyOf(pictures);
    }

    /**
     * A picture of a row; its bytes where it has them, else the file at its path.
     *
     * @param path relative to the dataset's folder
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Picture(@Nullable String path, byte @Nullable [] bytes) {}

    /** How a row was made, as far as it says. */
    record Origin(
            @Nullable String task,
            @Nullable String variant,
            @Nullable String mode,
            @Nullable String source,
            @Nullable Long seed) {}
}
