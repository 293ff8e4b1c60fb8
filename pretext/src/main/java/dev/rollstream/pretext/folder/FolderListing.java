package dev.rollstream.pretext.folder;

import dev.rollstream.pretext.image.MagicBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the image files below a folder and the files that accompany them. Sorted by relative path, so that the order is the same on
 * every file system.
 */
final class FolderListing extends SimpleFileVisitor<Path> {
    private static final Set<String> IMAGE_EXTENSIONS = Set.of(
            "jpg", "jpeg", "jpe", "jfif", "png", "apng", "gif", "bmp", "webp", "tif", "tiff", "heic", "heif", "avif");

    private final Path root;
    /** Pictures, and PNG files that may turn out to be depth maps. */
    private final Map<String, Path> images = new HashMap<>();

    private final Map<String, Path> possibleCompanions = new HashMap<>();
    private List<Entry> entries = List.of();
    private List<String> orphans = List.of();
    private int otherFiles;

    /**
     * A picture that was found.
     *
     * @param name relative path with slashes, for people: where the locale cannot spell it, it has question marks
     * @param path to open it by; holds the file system's own bytes and works in any locale
     * @param depth its depth map; null where it has none
     * @param mask of the depth map; null where it has none
     */
    record Entry(
            String name,
            Path path,
            @Nullable Path depth,
            @Nullable Path mask) {}

    FolderListing(Path root) {
        this.root = root;
    }

    void walk() throws IOException {
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, this);
        separate();
    }

    /** The pictures, by name in the order of UTF-16 code units. */
    List<Entry> entries() {
        return entries;
    }

    /** Names of depth maps and masks without a picture, sorted. */
    List<String> orphans() {
        return orphans;
    }

    /** How many files were seen that are neither images nor accompany one. */
    int otherFiles() {
        return otherFiles;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        return isHidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (isHidden(file)) {
            return FileVisitResult.CONTINUE;
        }
        String name = name(file);
        if (CompanionNames.canBeCompanion(name)) {
            possibleCompanions.put(name, file);
        }
        if (hasImageExtension(file)) {
            images.put(name, file);
        } else if (!CompanionNames.canBeCompanion(name)) {
            boolean image = attributes.isRegularFile() && startsLikeAnImage(file);
            if (image) {
                images.put(name, file);
            } else {
                otherFiles++;
            }
        }
        return FileVisitResult.CONTINUE;
    }

    /** Broken links and folders without access are listed: they are skipped with a reason when they are loaded. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (file.equals(root)) {
            throw failure;
        }
        if (!(failure instanceof FileSystemLoopException) && !isHidden(file)) {
            if (CompanionNames.canBeCompanion(name(file))) {
                possibleCompanions.put(name(file), file);
            }
            if (hasImageExtension(file) || Files.isDirectory(file)) {
                images.put(name(file), file);
            }
        }
        return FileVisitResult.CONTINUE;
    }

    /** A folder that fails half-way keeps what was found in it. */
    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
        if (failure != null) {
            images.put(name(folder), folder);
        }
        return FileVisitResult.CONTINUE;
    }

    private boolean isHidden(Path path) {
        return !path.equals(root) && path.getFileName().toString().startsWith(".");
    }

    private String name(Path path) {
        return root.relativize(path).toString().replace('\\', '/');
    }

    private static boolean hasImageExtension(Path file) {
        String name = file.getFileName().toString();
        return IMAGE_EXTENSIONS.contains(
                name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    private static boolean startsLikeAnImage(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return MagicBytes.isReadable(in.readNBytes(MagicBytes.LENGTH));
        } catch (IOException e) {
            // Without an image extension and unreadable: nothing says that it is an image.
            return false;
        }
    }

    /** Tells pictures from companions, and gives each picture its own. */
    private void separate() {
        Set<String> pictureFolders = new HashSet<>();
        images.keySet().forEach(name -> CompanionNames.pictureFolder(name).ifPresent(pictureFolders::add));
        Set<String> claimed = new HashSet<>();
        List<Entry> pictures = new ArrayList<>();
        images.forEach((name, path) -> {
            if (!CompanionNames.isCompanion(name, pictureFolders)) {
                Path depth = claim(CompanionNames.depthsOf(name), claimed);
                pictures.add(new Entry(name, path, depth, claim(CompanionNames.masksOf(name), claimed)));
            }
        });
        pictures.removeIf(entry -> claimed.contains(entry.name()));
        pictures.sort(Comparator.comparing(Entry::name));
        entries = List.copyOf(pictures);
        orphans = possibleCompanions.keySet().stream()
                .filter(name -> !claimed.contains(name) && CompanionNames.isCompanion(name, pictureFolders))
                .sorted()
                .toList();
        otherFiles += (int) possibleCompanions.keySet().stream()
                .filter(name -> !images.containsKey(name) && !CompanionNames.isCompanion(name, pictureFolders))
                .count();
    }

    /** The first that exists; the others belong to the picture too, but are not read. */
    private @Nullable Path claim(List<String> names, Set<String> claimed) {
        Path first = null;
        for (String name : names) {
            Path path = possibleCompanions.get(name);
            if (path != null) {
                claimed.add(name);
                first = first == null ? path : first;
            }
        }
        return first;
    }
}
