package dev.rollstream.local.cli;

import dev.rollstream.runtime.StageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Whether a file that is written at the end of long work can be written, asked before the work begins: no result is lost for a wrong
 * name. It is tried, for rights alone do not tell it.
 */
final class WritableFile {
    private WritableFile() {}

    /**
     * Checks one file. Its folder is made where it is missing; what the file holds stays.
     *
     * @throws StageException if it cannot be written
     */
    static void require(Path file) {
        makeFolder(file);
        boolean isThere = Files.exists(file);
        if (isThere && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
            return; // a pipe would wait for its reader
        }
        try {
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .close();
            if (!isThere) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw refused(file, FailureSentences.of(e), e);
        }
    }

    private static void makeFolder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(folder)) {
            return;
        }
        try {
            Files.createDirectories(folder);
        } catch (FileSystemException e) {
            String why = e.getReason() == null ? "" : " (" + e.getReason() + ")";
            throw refused(file, "its folder " + folder + " cannot be made" + why, e);
        } catch (IOException e) {
            throw refused(file, "its folder " + folder + " cannot be made", e);
        }
    }

    private static StageException refused(Path file, String why, IOException cause) {
        return new StageException("cannot write " + file + ": " + why + "; name another place", cause);
    }
}
