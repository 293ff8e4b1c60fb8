package dev.rollstream.pretext.image;

/**
 * A decoded source of tasks.
 *
 * @param name where it came from, stable between runs (a path relative to its folder, with slashes); never shown to workers
 * @param sha256 of the source's bytes as stored, 64 lower-case hex digits
 * @param pixels upright, opaque, at working size
 */
public record SourceImage(String name, String sha256, RgbImage pixels) {
    /** Checks the digest's form. */
    public SourceImage {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("sha256 of " + name + " is not 64 hex digits: " + sha256);
        }
    }
}
