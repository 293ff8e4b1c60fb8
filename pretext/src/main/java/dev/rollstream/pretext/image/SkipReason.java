package dev.rollstream.pretext.image;

/** Why a source, or one task on a source, gave no sample. Nothing is skipped without one of these. */
public enum SkipReason {
    /** The file could not be read: permissions, a broken link, an input error, not a regular file, gone. */
    UNREADABLE(Scope.SOURCE),
    /** The file has no bytes. */
    EMPTY_FILE(Scope.SOURCE),
    /** An image extension, but no image of any known kind inside. */
    NOT_AN_IMAGE(Scope.SOURCE),
    /** An image, but not one that is read here: GIF, WebP, TIFF, a lossless or 12-bit JPEG. */
    UNSUPPORTED_FORMAT(Scope.SOURCE),
    /** More bytes than {@link IntakeOptions#maxFileBytes()}. */
    FILE_TOO_LARGE(Scope.SOURCE),
    /** More pixels than the intake options allow; seen in the header, before any memory is taken. */
    TOO_MANY_PIXELS(Scope.SOURCE),
    /** A side shorter than {@link IntakeOptions#minSide()}. */
    TOO_SMALL(Scope.SOURCE),
    /** The file ends before the picture does. */
    TRUNCATED(Scope.SOURCE),
    /** Damaged inside: checksums, markers or compressed data are wrong. */
    CORRUPT(Scope.SOURCE),

    /** A dataset's row lies in a part of its file that is damaged. */
    ROW_UNREADABLE(Scope.SOURCE),
    /** A dataset's row lacks its question or its answer, or has one that no verifier could use. */
    ROW_INCOMPLETE(Scope.SOURCE),
    /** A dataset's row has a question or an answer of more characters than a task can carry. */
    ROW_TOO_LARGE(Scope.SOURCE),
    /** A dataset's row has more or fewer pictures than its question has places for them. */
    PICTURE_COUNT(Scope.SOURCE),
    /** A dataset's row names a picture outside the dataset's folder. */
    PICTURE_OUTSIDE(Scope.SOURCE),
    /** A dataset's row has messages before its question, which a form of export has no place for. */
    CONVERSATION(Scope.SOURCE),

    /** The depth map's file could not be read, or has too many bytes or pixels. */
    DEPTH_UNREADABLE(Scope.DEPTH_MAP),
    /** Not a depth map of a kind that is read here. */
    DEPTH_UNSUPPORTED(Scope.DEPTH_MAP),
    /** The depth map's file is damaged or ends too early. */
    DEPTH_CORRUPT(Scope.DEPTH_MAP),
    /** Depth map and picture, or mask and depth map, differ in size. */
    DEPTH_SIZE_MISMATCH(Scope.DEPTH_MAP),
    /** No pixel's depth is known. */
    DEPTH_UNKNOWN(Scope.DEPTH_MAP),
    /** Every known depth is the same. */
    DEPTH_CONSTANT(Scope.DEPTH_MAP),

    /** The patches of this task on this picture would be too small to carry a label. */
    PATCH_TOO_SMALL(Scope.SAMPLE),
    /** Two patches look the same, so that more than one order looks right. */
    PATCHES_ALIKE(Scope.SAMPLE),
    /** A patch has next to no structure (sky, white wall). */
    PATCH_UNIFORM(Scope.SAMPLE),
    /** A patch looks the same after a flip, so that the flip could not be seen. */
    FLIP_INVISIBLE(Scope.SAMPLE),
    /** The two flips of a patch look the same, so that the direction could not be told. */
    FLIPS_ALIKE(Scope.SAMPLE),
    /** The square that would be cut out is too small to be told from its surroundings. */
    CROP_TOO_SMALL(Scope.SAMPLE),
    /** The square drawn, or what a wrong option would show, has next to no structure (sky, white wall). */
    CROP_UNIFORM(Scope.SAMPLE),
    /** Two of the options that could be offered look the same, so that more than one looks right. */
    CROP_OPTIONS_ALIKE(Scope.SAMPLE),

    /** A band of depths has no region that is smooth and known as a whole. */
    NO_DEPTH_REGION(Scope.SAMPLE),
    /** There are regions of every band, but their depths nearly touch. */
    DEPTH_GAP_TOO_SMALL(Scope.SAMPLE),
    /** There are regions at clear depths, but their markers would overlap. */
    MARKERS_TOO_CLOSE(Scope.SAMPLE),
    /** Fewer than two blocks of the picture are smooth and known. */
    NO_POSITION_BLOCK(Scope.SAMPLE),
    /** No two blocks lie to each other as the question needs it. */
    NO_POSITION_PAIR(Scope.SAMPLE);

    private final Scope scope;

    SkipReason(Scope scope) {
        this.scope = scope;
    }

    /** What is unusable. */
    public Scope scope() {
        return scope;
    }

    /** How much a reason rules out. */
    public enum Scope {
        /** The source itself: every task and every seed on it. */
        SOURCE,
        /** The source's depth map: every task that needs one, with every seed. */
        DEPTH_MAP,
        /** One task on the source, perhaps with this seed only. */
        SAMPLE
    }
}
