package dev.rollstream.producer.task;

import dev.rollstream.runtime.StageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A folder of pictures named by their content's SHA-256: the name tells nothing but the content, and the same picture is
 * stored once. Writes are atomic: a reader sees a whole picture or none.
 */
final class ImageStore {
    private final Path folder;

    ImageStore(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /**
     * Stores a picture.
     *
     * @return its {@code file:} URI
     * @throws StageException if the folder cannot be written
     */
    String put(TaskImage image) {
        Path target = folder.resolve(image.sha256() + image.extension());
        try {
            Files.createDirectories(folder);
            if (!Files.exists(target)) {
                store(image, target);
            }
            return target.toUri().toString();
        } catch (IOException e) {
            throw new StageException(
                    "cannot write pictures to " + folder + " (" + e
                            + "); make the folder writable or choose another one",
                    e);
        }
    }

    private void store(TaskImage image, Path target) throws IOException {
        Path part = folder.resolve(".part-" + UUID.randomUUID());
        try {
            write(part, image.data());
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void write(Path file, ByteBuffer data) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            while (data.hasRemaining()) {
                channel.write(data);
            }
        }
    }
}
