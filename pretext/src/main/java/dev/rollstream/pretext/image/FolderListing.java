package dev.rollstream.pretext.image;

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
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the image files below a folder. Sorted by relative path, so that the order is the same on every file system. */
final class FolderListing extends SimpleFileVisitor<Path> {
    private static final Set<String> IMAGE_EXTENSIONS = Set.of(
            "jpg", "jpeg", "jpe", "jfif", "png", "apng", "gif", "bmp", "webp", "tif", "tiff", "heic", "heif", "avif");

    private final Path root;
    private final List<Entry> found = new ArrayList<>();
    private int otherFiles;

    /**
     * A file that was found.
     *
     * @param name relative path with slashes, for people: where the locale cannot spell it, it has question marks
     * @param path to open it by; holds the file system's own bytes and works in any locale
     */
    record Entry(String name, Path path) {}

    FolderListing(Path root) {
        this.root = root;
    }

    void walk() throws IOException {
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, this);
        dropCompanions();
        found.sort(Comparator.comparing(Entry::name));
    }

    /** What was found, by name in the order of UTF-16 code units. */
    List<Entry> entries() {
        return List.copyOf(found);
    }

    /** How many files were seen that are no images. */
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
        if (hasImageExtension(file) || (attributes.isRegularFile() && startsLikeAnImage(file))) {
            found.add(entry(file));
        } else {
            otherFiles++;
        }
        return FileVisitResult.CONTINUE;
    }

    /** Broken links and folders without access are listed: they are skipped with a reason when they are loaded. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (file.equals(root)) {
            throw failure;
        }
        boolean relevant = hasImageExtension(file) || Files.isDirectory(file);
        if (!(failure instanceof FileSystemLoopException) && !isHidden(file) && relevant) {
            found.add(entry(file));
        }
        return FileVisitResult.CONTINUE;
    }

    /** A folder that fails half-way keeps what was found in it. */
    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
        if (failure != null) {
            found.add(entry(folder));
        }
        return FileVisitResult.CONTINUE;
    }

    private boolean isHidden(Path path) {
        return !path.equals(root) && path.getFileName().toString().startsWith(".");
    }

    private Entry entry(Path path) {
        return new Entry(root.relativize(path).toString().replace('\\', '/'), path);
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

    /** Drops {@code NAME.depth.png} and {@code NAME.mask.png} next to {@code NAME.jpg} or {@code NAME.png}. */
    private void dropCompanions() {
        Set<String> all = found.stream().map(Entry::name).collect(Collectors.toSet());
        found.removeIf(
                entry -> isCompanion(entry.name, ".depth.png", all) || isCompanion(entry.name, ".mask.png", all));
    }

    private static boolean isCompanion(String name, String ending, Set<String> all) {
        if (!name.endsWith(ending)) {
            return false;
        }
        String picture = name.substring(0, name.length() - ending.length());
        return all.contains(picture + ".jpg") || all.contains(picture + ".png");
    }
}
