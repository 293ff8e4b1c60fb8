package dev.rollstream.pretext.dataset;

import dev.rollstream.pretext.Sample;
import dev.rollstream.pretext.image.EncodedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The pictures of an export, {@code images/TASK/ID-PLACE.jpg}: task in the path as in the released data set. */
final class PictureFiles {
    static final String FOLDER = "images";
    private static final String NAME = "\\d{9,19}-\\d+\\.(jpg|png)";

    private final Path root;
    private final Set<Path> folders = new HashSet<>();

    /** Below the folder of an export. */
    PictureFiles(Path root) {
        this.root = root;
    }

    /** Paths of a sample's pictures relative to the root, with slashes. */
    static List<String> names(String id, Sample sample) {
        List<String> names = new ArrayList<>();
        for (EncodedImage picture : sample.images()) {
            names.add(FOLDER + "/" + sample.task() + "/" + id + "-" + (names.size() + 1) + "."
                    + picture.format().extension());
        }
        return names;
    }

    /** Writes a sample's pictures. */
    void write(List<String> names, Sample sample) throws IOException {
        for (int i = 0; i < names.size(); i++) {
            Path file = root.resolve(names.get(i));
            Path folder = file.resolveSibling(".").normalize();
            if (folders.add(folder)) {
                Files.createDirectories(folder);
            }
            Files.write(file, sample.images().get(i).bytes());
        }
    }

    /** Removes the pictures of an earlier export, and folders that are empty without them. */
    void removeAll() throws IOException {
        Path images = root.resolve(FOLDER);
        for (Path folder : ExportFolder.children(images)) {
            for (Path picture : ExportFolder.children(folder)) {
                if (picture.getFileName().toString().matches(NAME)) {
                    Files.delete(picture);
                }
            }
            if (Files.isDirectory(folder) && ExportFolder.children(folder).isEmpty()) {
                Files.delete(folder);
            }
        }
    }
}
