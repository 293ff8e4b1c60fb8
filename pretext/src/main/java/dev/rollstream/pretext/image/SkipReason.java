package dev.rollstream.pretext.image;

/** Why a source, or one task on a source, gave no sample. Nothing is skipped without one of these. */
public enum SkipReason {
    /** The file could not be read: permissions, a broken link, an input error, not a regular file, gone. */
    UNREADABLE(true),
    /** The file has no bytes. */
    EMPTY_FILE(true),
    /** An image extension, but no image of any known kind inside. */
    NOT_AN_IMAGE(true),
    /** An image, but not one that is read here: GIF, WebP, TIFF, a lossless or 12-bit JPEG. */
    UNSUPPORTED_FORMAT(true),
    /** More bytes than {@link IntakeOptions#maxFileBytes()}. */
    FILE_TOO_LARGE(true),
    /** More pixels than the intake options allow; seen in the header, before any memory is taken. */
    TOO_MANY_PIXELS(true),
    /** A side shorter than {@link IntakeOptions#minSide()}. */
    TOO_SMALL(true),
    /** The file ends before the picture does. */
    TRUNCATED(true),
    /** Damaged inside: checksums, markers or compressed data are wrong. */
    CORRUPT(true),

    /** The patches of this task on this picture would be too small to carry a label. */
    PATCH_TOO_SMALL(false),
    /** Two patches look the same, so that more than one order looks right. */
    PATCHES_ALIKE(false),
    /** A patch has next to no structure (sky, white wall). */
    PATCH_UNIFORM(false),
    /** A patch looks the same after a flip, so that the flip could not be seen. */
    FLIP_INVISIBLE(false),
    /** The two flips of a patch look the same, so that the direction could not be told. */
    FLIPS_ALIKE(false);

    private final boolean ofSource;

    SkipReason(boolean ofSource) {
        this.ofSource = ofSource;
    }

    /** True where the source itself is unusable, for every task and every seed; false where it hangs on the task. */
    public boolean ofSource() {
        return ofSource;
    }
}
