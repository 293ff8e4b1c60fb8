package dev.rollstream.pretext.folder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the depth map and the mask of a picture are looked for, by name alone. Names are paths with slashes; the first that exists
 * counts.
 *
 * <ol>
 *   <li>beside the picture: {@code NAME.depth.npy} (or h5, pfm, png), with the mask {@code NAME.mask.npy} (or png)
 *   <li>beside the picture, as in DIODE: {@code NAME_depth.npy} (or h5, pfm, png), with the mask {@code NAME_depth_mask.npy}
 *   <li>in a folder beside the picture's folder, as in MegaDepth, NYU and ScanNet: {@code depth/NAME.npy} (or h5, pfm, png), or
 *       {@code depths/}, for a picture in {@code rgb}, {@code color}, {@code imgs} or {@code images}
 * </ol>
 */
final class CompanionNames {
    private static final List<String> DEPTH_EXTENSIONS = List.of("npy", "h5", "pfm", "png");
    private static final List<String> MASK_EXTENSIONS = List.of("npy", "png");
    private static final List<String> DEPTH_FOLDERS = List.of("depth", "depths");
    private static final Set<String> PICTURE_FOLDERS = Set.of("rgb", "color", "imgs", "images");
    private static final String DIODE_DEPTH = "_depth.npy";
    private static final String DIODE_MASK = "_depth_mask.npy";

    private CompanionNames() {}

    /** Whether a file of this name can be a depth map or a mask, going by its extension. */
    static boolean canBeCompanion(String name) {
        return DEPTH_EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /** Names that the depth map of a picture may have, the best first. */
    static List<String> depthsOf(String picture) {
        String stem = stem(picture);
        List<String> names = new ArrayList<>();
        DEPTH_EXTENSIONS.forEach(extension -> names.add(stem + ".depth." + extension));
        DEPTH_EXTENSIONS.forEach(extension -> names.add(stem + "_depth." + extension));
        pictureFolder(picture).ifPresent(parent -> {
            String file = stem.substring(stem.lastIndexOf('/') + 1);
            for (String folder : DEPTH_FOLDERS) {
                DEPTH_EXTENSIONS.forEach(extension -> names.add(parent + folder + "/" + file + "." + extension));
            }
        });
        return names;
    }

    /** Names that the mask of a picture may have, the best first. */
    static List<String> masksOf(String picture) {
        String stem = stem(picture);
        List<String> names = new ArrayList<>();
        MASK_EXTENSIONS.forEach(extension -> names.add(stem + ".mask." + extension));
        names.add(stem + DIODE_MASK);
        return names;
    }

    /**
     * Whether a name says that the file accompanies a picture, whether there is one or not. A picture may well be called
     * {@code pool_depth.png}: that is none, unless there is a {@code pool.jpg}.
     *
     * @param pictureFolders what {@link #pictureFolder} gave for the pictures around it
     */
    static boolean isCompanion(String name, Set<String> pictureFolders) {
        String stem = stem(name);
        return (canBeCompanion(name) && (stem.endsWith(".depth") || inDepthFolder(name, pictureFolders)))
                || (MASK_EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1)) && stem.endsWith(".mask"))
                || name.endsWith(DIODE_DEPTH)
                || name.endsWith(DIODE_MASK);
    }

    /** What lies above a picture's folder, ending in a slash or empty, if that folder may have one of depth maps beside it. */
    static Optional<String> pictureFolder(String picture) {
        int end = picture.lastIndexOf('/');
        int start = picture.lastIndexOf('/', end - 1) + 1;
        boolean known = end > 0 && PICTURE_FOLDERS.contains(picture.substring(start, end));
        return known ? Optional.of(picture.substring(0, start)) : Optional.empty();
    }

    private static boolean inDepthFolder(String name, Set<String> pictureFolders) {
        int end = name.lastIndexOf('/');
        int start = name.lastIndexOf('/', end - 1) + 1;
        return end > 0
                && DEPTH_FOLDERS.contains(name.substring(start, end))
                && pictureFolders.contains(name.substring(0, start));
    }

    private static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') ? name.substring(0, dot) : name;
    }
}
