package dev.rollstream.local.cli;

import dev.rollstream.runtime.StageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A folder for the local stores of one process, claimed until closed. The claim is the operating system's file lock, so that it
 * goes with the process however that ends.
 */
final class StateFolder implements AutoCloseable {
    private static final String LOCK = "rollstream.lock";
    private static final int MAX_PROCESSES = 64;

    private final Path path;
    private final FileChannel lock;

    private StateFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Claims a folder that a person chose.
     *
     * @throws StageException if another process has it, or it cannot be written
     */
    static StateFolder claim(Path folder) {
        return tryClaim(folder)
                .orElseThrow(() -> new StageException("the state folder " + folder
                        + " is in use by another process; give each its own with --state-dir"));
    }

    /**
     * Claims the first free one of {@code folder}, {@code folder-2}, {@code folder-3} and so on: a process that restarts finds its state
     * again, and a second one beside it gets its own.
     *
     * @throws StageException if none can be had
     */
    static StateFolder claimFirstFree(Path folder) {
        for (int number = 1; number <= MAX_PROCESSES; number++) {
            Path candidate = number == 1 ? folder : folder.resolveSibling(folder.getFileName() + "-" + number);
            Optional<StateFolder> claimed = tryClaim(candidate);
            if (claimed.isPresent()) {
                return claimed.get();
            }
        }
        throw new StageException("all " + MAX_PROCESSES + " state folders from " + folder
                + " on are in use; name another one with --state-dir");
    }

    private static Optional<StateFolder> tryClaim(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                return Optional.of(new StateFolder(folder, channel));
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw new StageException(
                    "the state folder " + folder + " cannot be made or written (" + e.getMessage()
                            + "); choose another one with --state-dir",
                    e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Where it is. */
    Path path() {
        return path;
    }

    /** Gives the folder back; what is in it stays. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new StageException("cannot give back the state folder " + path + ": " + e.getMessage(), e);
        }
    }
}
