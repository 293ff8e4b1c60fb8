package dev.rollstream.local.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of one embedded broker: locked while in use, formatted once, deleted on close if temporary.
 *
 * <p>A small marker file tells this program's folders from anybody else's. It is written under a provisional name
 * before Kafka formats and renamed after, so that an interrupted first start is recognised, and no foreign folder is
 * ever formatted over.
 */
final class BrokerDirectory implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BrokerDirectory.class);

    private static final String LOCK = "rollstream.lock";
    private static final String MARKER = "rollstream-broker.properties";
    private static final String UNFINISHED = "rollstream-broker.unfinished";
    private static final String META = "meta.properties";
    private static final String CLUSTER_ID = "cluster.id";
    private static final Set<String> HARMLESS = Set.of(LOCK, ".DS_Store", "lost+found");

    private final Path path;
    private final boolean temporary;
    private final FileChannel lockChannel;

    private BrokerDirectory(Path path, boolean temporary, FileChannel lockChannel) {
        this.path = path;
        this.temporary = temporary;
        this.lockChannel = lockChannel;
    }

    /**
     * Opens, locks and, where it is new, formats the folder.
     *
     * @param kept the folder that keeps the data; empty for a temporary one
     * @throws LocalClusterException if the folder cannot be used; the message says why and what to do
     */
    static BrokerDirectory open(Optional<Path> kept) {
        Path path = kept.map(Path::toAbsolutePath).orElseGet(BrokerDirectory::newTemporary);
        BrokerDirectory directory = new BrokerDirectory(path, kept.isEmpty(), lock(path));
        try {
            directory.prepare();
            return directory;
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    private static Path newTemporary() {
        try {
            return Files.createTempDirectory("rollstream-broker-");
        } catch (IOException e) {
            throw new LocalClusterException(
                    "no temporary folder can be made in " + System.getProperty("java.io.tmpdir") + " (" + e.getMessage()
                            + "): set TMPDIR to a writable place",
                    e);
        }
    }

    private static FileChannel lock(Path path) {
        FileChannel channel = openLockFile(path);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException | IOException e) {
            log.atDebug().addKeyValue("path", path).setCause(e).log("data folder is locked");
        }
        closeQuietly(channel);
        throw new LocalClusterException("the data folder " + path
                + " is in use by another rollstream: stop that one, or choose another folder");
    }

    private static FileChannel openLockFile(Path path) {
        try {
            Files.createDirectories(path);
            return FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new LocalClusterException(
                    "the data folder " + path + " cannot be made or written (" + e.getMessage()
                            + "): choose a folder that you may write",
                    e);
        }
    }

    private void prepare() {
        if (Files.exists(path.resolve(MARKER))) {
            requireIntact();
        } else if (Files.exists(path.resolve(UNFINISHED))) {
            throw new LocalClusterException("the data folder " + path
                    + " was left half-formatted by a start that was interrupted: delete it and start again");
        } else {
            requireEmpty();
            format();
        }
    }

    private void requireIntact() {
        Optional<String> ours = read(MARKER);
        Optional<String> kafkas = read(META);
        if (ours.isEmpty() || !ours.equals(kafkas)) {
            throw new LocalClusterException("the data folder " + path + " is damaged: " + META
                    + " is missing or names another cluster than " + MARKER
                    + "; restore it from a copy, or delete the folder and start again");
        }
    }

    private void requireEmpty() {
        try (Stream<Path> entries = Files.list(path)) {
            Optional<String> foreign = entries.map(Path::getFileName)
                    .map(Path::toString)
                    .filter(name -> !HARMLESS.contains(name))
                    .sorted()
                    .findFirst();
            if (foreign.isPresent()) {
                throw new LocalClusterException("the folder " + path + " is not a rollstream data folder (it has "
                        + foreign.get() + "): choose an empty or a new folder");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + path, e);
        }
    }

    private void format() {
        String clusterId = Uuid.randomUuid().toString();
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            Files.writeString(path.resolve(UNFINISHED), CLUSTER_ID + "=" + clusterId + "\n");
            new Formatter()
                    .setClusterId(clusterId)
                    .setNodeId(BrokerSettings.NODE_ID)
                    .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                    .setDirectories(List.of(path.toString()))
                    .setMetadataLogDirectory(path.toString())
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setPrintStream(silent)
                    .run();
            Files.move(path.resolve(UNFINISHED), path.resolve(MARKER), StandardCopyOption.ATOMIC_MOVE);
        } catch (Exception e) {
            throw new LocalClusterException(
                    "the data folder " + path + " cannot be formatted (" + e.getMessage()
                            + "): choose another folder or free some space",
                    e);
        }
    }

    /** The cluster id in one of the two property files, if there is any. */
    private Optional<String> read(String fileName) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path.resolve(fileName))) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            log.atDebug().addKeyValue("file", fileName).setCause(e).log("unreadable property file");
        }
        return Optional.ofNullable(properties.getProperty(CLUSTER_ID));
    }

    /** Releases the lock and deletes the folder if it is temporary. Idempotent. */
    @Override
    public void close() {
        closeQuietly(lockChannel);
        if (temporary) {
            deleteTree();
        }
    }

    private void deleteTree() {
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) throws IOException {
                    Files.deleteIfExists(dir);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            log.atDebug().addKeyValue("path", path).log("temporary folder is gone already");
        } catch (IOException e) {
            log.atWarn().addKeyValue("path", path).addKeyValue("error", e).log("temporary folder not deleted");
        }
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            log.atDebug().addKeyValue("error", e).log("lock file not closed");
        }
    }
}
