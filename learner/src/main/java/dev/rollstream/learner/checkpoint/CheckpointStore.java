package dev.rollstream.learner.checkpoint;

import dev.rollstream.policy.AdamW;
import dev.rollstream.policy.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of one learner: a folder {@code step-N} each. A checkpoint is written under another name, forced to the disk, and
 * renamed when it is whole; what a crash left unfinished is removed when the store is opened. One process at a time has it open.
 */
public final class CheckpointStore implements AutoCloseable {
    private static final String UNFINISHED = ".unfinished";
    private static final String FORMER = ".former";

    private final Path folder;
    private final FileChannel lockFile;
    private final FileLock lock;

    private CheckpointStore(Path folder, FileChannel lockFile, FileLock lock) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /**
     * Opens a folder, which is made if it is not there.
     *
     * @throws CheckpointException if another process has it open
     * @throws IOException if it cannot be written
     */
    public static CheckpointStore open(Path folder) throws IOException {
        Path place = folder.toAbsolutePath().normalize();
        Files.createDirectories(place);
        FileChannel lockFile =
                FileChannel.open(place.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(lockFile);
        if (lock == null) {
            lockFile.close();
            throw new CheckpointException(
                    "another learner has the checkpoints in " + place + " open; stop it, or name another folder");
        }
        CheckpointStore store = new CheckpointStore(place, lockFile, lock);
        try (Stream<Path> names = Files.list(place)) {
            for (Path path : names.toList()) {
                tidy(path);
            }
        }
        return store;
    }

    /** After a crash: what is not whole goes, and what was to be replaced by it comes back. */
    private static void tidy(Path path) throws IOException {
        String name = path.getFileName().toString();
        if (name.endsWith(UNFINISHED)) {
            remove(path);
        } else if (name.endsWith(FORMER)) {
            Path place = path.resolveSibling(name.substring(0, name.length() - FORMER.length()));
            if (Files.exists(place)) {
                remove(path);
            } else {
                Files.move(path, place, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /**
     * Writes a checkpoint.
     *
     * @param step its number; one of that number, from a line that was given up, is replaced
     * @param manifest makes the manifest when the checksums are known
     * @throws IOException if it could not be written; nothing of it is then there
     */
    public Checkpoint write(long step, Weights weights, AdamW optimiser, Function<Manifest.Files, Manifest> manifest)
            throws IOException {
        Path place = Checkpoint.folder(folder, step);
        Path unfinished = folder.resolve("step-" + step + UNFINISHED);
        remove(unfinished);
        Files.createDirectories(unfinished);
        String weightsSum = weights.save(Checkpoint.weightsIn(unfinished));
        String optimiserSum = optimiser.save(Checkpoint.optimiserIn(unfinished));
        Manifest written = manifest.apply(new Manifest.Files(weightsSum, optimiserSum, referenceSum()));
        force(unfinished.resolve(Checkpoint.MANIFEST), Checkpoint.JSON.writeValueAsBytes(written));
        replace(place, unfinished);
        return new Checkpoint(place, reference(), written);
    }

    /** One of the same number stays until the new one is whole; between the two renames, {@link #open} puts it back. */
    private void replace(Path place, Path unfinished) throws IOException {
        Path former = place.resolveSibling(place.getFileName() + FORMER);
        if (Files.exists(place)) {
            Files.move(place, former, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
        forceNames();
        remove(former);
    }

    /** Writes the weights that the penalty holds the policy near, before the first checkpoint. */
    public void writeReference(Weights weights) throws IOException {
        String sum = weights.save(reference());
        force(referenceSumFile(), sum.getBytes(StandardCharsets.US_ASCII));
    }

    private String referenceSum() throws IOException {
        return Files.readString(referenceSumFile()).trim();
    }

    private Path reference() {
        return Checkpoint.referenceIn(folder);
    }

    private Path referenceSumFile() {
        return folder.resolve("reference.sha256");
    }

    private static void force(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    /** Forces the folder's names to the disk, where the system can; elsewhere a rename is as durable as it gets. */
    private void forceNames() {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException e) {
            // Windows opens no folders.
        }
    }

    /**
     * The checkpoint of the last step; empty: there is none.
     *
     * @throws CheckpointException if it is not readable
     */
    public Optional<Checkpoint> latest() throws IOException {
        List<Long> steps = Checkpoint.steps(folder);
        return steps.isEmpty() ? Optional.empty() : Optional.of(Checkpoint.read(folder, steps.get(steps.size() - 1)));
    }

    /** Removes all but the newest ones. */
    public void prune(int keep) throws IOException {
        List<Long> steps = Checkpoint.steps(folder);
        for (long step : steps.subList(0, Math.max(0, steps.size() - keep))) {
            remove(Checkpoint.folder(folder, step));
        }
    }

    private static void remove(Path place) {
        if (!Files.exists(place)) {
            return;
        }
        try (Stream<Path> all = Files.walk(place)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + place, e);
        }
    }

    /** Lets another process open it. */
    @Override
    public void close() {
        try (lockFile) {
            lock.release();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot give up the lock of " + folder, e);
        }
    }
}
