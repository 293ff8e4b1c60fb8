package dev.rollstream.pretext.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.rollstream.pretext.ExportException;
import dev.rollstream.pretext.dataset.ExportRequest.Existing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The folder of an export and its book-keeping: {@code export.json} says what it is made of and, in the end, what it holds;
 * {@code checkpoint.json} where it can be gone on with until then. Both are replaced in one step, so that the death of the
 * process at any moment leaves one that is whole.
 */
final class ExportFolder {
    static final String PART = ".part";
    static final String SKIPPED = "skipped.jsonl";
    static final String MANIFEST = "export.json";
    private static final String CHECKPOINT = "checkpoint.json";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path root;

    /**
     * What {@code export.json} holds.
     *
     * @param settings everything that decides what is written
     * @param report what was written; null until the export ended
     */
    private record Manifest(
            Map<String, String> settings, @Nullable ExportReport report) {
        Manifest {
            settings = new LinkedHashMap<>(settings);
        }
    }

    ExportFolder(Path root) {
        this.root = root;
    }

    /** A file below the folder. */
    Path file(String name) {
        return root.resolve(name);
    }

    /** What a file is called until it is complete. */
    Path part(String name) {
        return root.resolve(name + PART);
    }

    /** Gives a file that is complete its name. */
    void complete(String name) throws IOException {
        Files.move(part(name), file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Takes the name away from a file that a checkpoint does not know as complete. */
    void reopen(String name) throws IOException {
        if (Files.exists(file(name)) && !Files.exists(part(name))) {
            Files.move(file(name), part(name), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /**
     * Makes the folder ready.
     *
     * @return where to begin; empty if the export that was asked for is there already
     */
    Optional<Checkpoint> begin(Map<String, String> settings, ExportRequest request)
            throws ExportException, IOException {
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new ExportException("output " + root + " is not a folder; give another one");
        }
        Files.createDirectories(root);
        if (request.existing() == Existing.RESUME && Files.exists(file(MANIFEST))) {
            return resume(settings, request);
        }
        if (request.existing() == Existing.OVERWRITE) {
            removeEarlierExport();
        } else if (!children(root).isEmpty()) {
            throw new ExportException("output folder " + root + " is not empty; give another one, "
                    + (Files.exists(file(CHECKPOINT)) ? "go on with what is in it (--resume), " : "")
                    + "or allow it to be overwritten (--overwrite)");
        }
        replace(MANIFEST, new Manifest(settings, null));
        return Optional.of(Checkpoint.start(request.firstSequence()));
    }

    private Optional<Checkpoint> resume(Map<String, String> settings, ExportRequest request)
            throws ExportException, IOException {
        Manifest manifest = read(MANIFEST, Manifest.class);
        String differences = differences(manifest.settings(), settings);
        if (!differences.isEmpty()) {
            throw new ExportException("cannot go on in " + root + ", which was begun otherwise: " + differences
                    + "; give the same options and pictures, or another folder");
        }
        if (manifest.report() != null) {
            return Optional.empty();
        }
        return Optional.of(
                Files.exists(file(CHECKPOINT))
                        ? read(CHECKPOINT, Checkpoint.class)
                        : Checkpoint.start(request.firstSequence()));
    }

    private static String differences(Map<String, String> then, Map<String, String> now) {
        Map<String, String> names = new TreeMap<>(then);
        names.putAll(now);
        List<String> found = new ArrayList<>();
        for (String name : names.keySet()) {
            String before = then.getOrDefault(name, "not set");
            String after = now.getOrDefault(name, "not set");
            if (!before.equals(after)) {
                found.add(name + " was " + before + " and is " + after);
            }
        }
        return String.join("; ", found);
    }

    /** Writes a small file in one step. */
    void write(String name, String text) throws IOException {
        Files.writeString(part(name), text);
        complete(name);
    }

    void save(Checkpoint checkpoint) throws IOException {
        replace(CHECKPOINT, checkpoint);
    }

    /** The report of an export that ended. */
    ExportReport report() throws ExportException, IOException {
        ExportReport report = read(MANIFEST, Manifest.class).report();
        if (report == null) {
            throw new ExportException(root + " holds an export that did not end");
        }
        return report;
    }

    void end(Map<String, String> settings, ExportReport report) throws IOException {
        replace(MANIFEST, new Manifest(settings, report));
        Files.deleteIfExists(file(CHECKPOINT));
    }

    private <T> T read(String name, Class<T> type) throws ExportException, IOException {
        try {
            return JSON.readValue(Files.readAllBytes(file(name)), type);
        } catch (JsonProcessingException e) {
            throw new ExportException(
                    file(name) + " is damaged, so that this export cannot be gone on with; begin it again in another"
                            + " folder, or allow this one to be overwritten (--overwrite)",
                    e);
        }
    }

    private void replace(String name, Object content) throws IOException {
        write(name, JSON.writeValueAsString(content) + "\n");
    }

    private void removeEarlierExport() throws IOException {
        List<Path> files = new ArrayList<>(children(root));
        files.addAll(children(root.resolve("data")));
        for (Path file : files) {
            if (isOurs(root.relativize(file).toString().replace('\\', '/'))) {
                Files.delete(file);
            }
        }
        new PictureFiles(root).removeAll();
    }

    private static boolean isOurs(String name) {
        return Arrays.stream(ExportFormat.values()).anyMatch(format -> format.isShard(name))
                || List.of(SKIPPED, MANIFEST, CHECKPOINT, ExportLayout.DATASET_INFO)
                        .contains(name.replace(PART, ""));
    }

    /** What is in a folder; nothing where there is no folder. */
    static List<Path> children(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var entries = Files.list(folder)) {
            return entries.toList();
        }
    }
}
