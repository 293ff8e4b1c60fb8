package dev.rollstream.learner.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A checkpoint on disk.
 *
 * @param folder that holds it
 * @param reference file of the reference's weights, shared by the checkpoints of a learner
 * @param manifest what it says of itself
 */
public record Checkpoint(Path folder, Path reference, Manifest manifest) {
    static final String MANIFEST = "checkpoint.json";
    static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final Pattern NAME = Pattern.compile("step-(\\d{1,18})");

    /** The policy's weights. */
    public Path weights() {
        return weightsIn(folder);
    }

    /** The optimiser's state. */
    public Path optimiser() {
        return optimiserIn(folder);
    }

    /**
     * Numbers of the checkpoints in a store, ascending. It need not be open.
     *
     * @throws IOException if it cannot be read
     */
    public static List<Long> steps(Path store) throws IOException {
        try (Stream<Path> entries = Files.list(store)) {
            return entries.map(path -> NAME.matcher(path.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(name -> Long.parseLong(name.group(1)))
                    .sorted()
                    .toList();
        }
    }

    /**
     * A step's checkpoint in a store, which need not be open.
     *
     * @throws CheckpointException if it is not there, or not readable
     */
    public static Checkpoint read(Path store, long step) throws IOException {
        Path place = folder(store, step);
        if (!Files.isDirectory(place)) {
            throw new CheckpointException("there is no checkpoint of step " + step + " in " + store
                    + (Files.isDirectory(store) ? "; there are " + steps(store) : ", which is no folder"));
        }
        Path file = place.resolve(MANIFEST);
        try {
            Manifest manifest = JSON.readValue(Files.readAllBytes(file), Manifest.class);
            if (!Manifest.FORMAT.equals(manifest.format())) {
                throw new CheckpointException(
                        file + " has format " + manifest.format() + ", this version reads " + Manifest.FORMAT);
            }
            return new Checkpoint(place, referenceIn(store), manifest);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(
                    file + " is damaged: " + e.getOriginalMessage() + "; remove folder " + place
                            + " to go on from the checkpoint before it",
                    e);
        }
    }

    static Path folder(Path store, long step) {
        return store.resolve("step-" + step);
    }

    static Path referenceIn(Path store) {
        return store.resolve("reference.safetensors");
    }

    static Path weightsIn(Path folder) {
        return folder.resolve("weights.safetensors");
    }

    static Path optimiserIn(Path folder) {
        return folder.resolve("optimiser.safetensors");
    }
}
