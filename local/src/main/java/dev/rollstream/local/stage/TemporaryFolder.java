package dev.rollstream.local.stage;

import dev.rollstream.runtime.StageException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder that goes with everything in it when it is closed. */
public final class TemporaryFolder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TemporaryFolder.class);

    private final Path path;

    /**
     * Makes it in the system's place for temporary files.
     *
     * @throws StageException if it cannot be made, a full disk say
     */
    public TemporaryFolder(String prefix) {
        try {
            path = Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw new StageException(
                    "cannot make a temporary folder in " + System.getProperty("java.io.tmpdir") + ": " + e.getMessage()
                            + "; make room, or choose another place with -Djava.io.tmpdir",
                    e);
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            Files.walkFileTree(path, new Deletion());
        } catch (IOException e) {
            log.atWarn().addKeyValue("path", path).addKeyValue("error", e).log("temporary folder not deleted");
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
