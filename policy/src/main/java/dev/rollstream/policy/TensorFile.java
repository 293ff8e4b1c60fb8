package dev.rollstream.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named arrays of float32 in the safetensors format, which Python reads as well: eight bytes of little-endian header length, a
 * JSON header with type, shape and place of each array and a map of texts called {@code __metadata__}, then the numbers, little-endian,
 * without gaps.
 *
 * <p>Source: https://huggingface.co/docs/safetensors
 *
 * @param metadata texts about the arrays
 * @param tensors by name, in the order of the file
 */
record TensorFile(Map<String, String> metadata, Map<String, Tensor> tensors) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String METADATA = "__metadata__";
    private static final int MAX_HEADER = 1 << 20;
    private static final long MAX_FILE = 1L << 30;

    /** One array, flat. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Tensor(long[] shape, float[] values) {
        boolean hasShape(long[] other) {
            return Arrays.equals(shape, other);
        }
    }

    /** The whole file. */
    private byte[] bytes() {
        ObjectNode header = JSON.createObjectNode();
        ObjectNode texts = header.putObject(METADATA);
        metadata.forEach(texts::put);
        int end = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            ObjectNode about = header.putObject(entry.getKey()).put("dtype", "F32");
            ArrayNode shape = about.putArray("shape");
            Arrays.stream(entry.getValue().shape).forEach(shape::add);
            int begin = end;
            end += Math.multiplyExact(4, entry.getValue().values.length);
            about.putArray("data_offsets").add(begin).add(end);
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        int padding = -json.length & 7;
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + padding + end).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length + padding).put(json).put(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
        for (Tensor tensor : tensors.values()) {
            for (float value : tensor.values) {
                file.putFloat(value);
            }
        }
        return file.array();
    }

    /**
     * Writes the file beside {@code target}, forces it to the disk and puts it in place in one step: whoever reads {@code target}
     * finds the old file or the new one, whole.
     *
     * @return the file's SHA-256, 64 lower-case hex digits
     */
    String write(Path target) throws IOException {
        byte[] bytes = bytes();
        Path folder = target.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path unfinished = Files.createTempFile(folder, target.getFileName() + ".", ".part");
        try {
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        return sha256(bytes);
    }

    /**
     * Reads a file and checks it.
     *
     * @param sha256 that it must have
     * @throws PolicyFileException if it has another, or is not such a file
     */
    static TensorFile read(Path file, String sha256) throws IOException {
        byte[] bytes = bytes(file);
        String found = sha256(bytes);
        if (!found.equals(sha256)) {
            throw new PolicyFileException(file + " is not the file that was announced: its SHA-256 is " + found
                    + ", not " + sha256 + "; fetch it again from whoever wrote it");
        }
        try {
            return parse(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        } catch (IOException | RuntimeException e) {
            throw new PolicyFileException(file + " is not a safetensors file of float32 arrays: " + e.getMessage(), e);
        }
    }

    /** Whoever names the file may be mistaken, or worse: a device would never end, a pipe never begin. */
    private static byte[] bytes(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile() || attributes.size() > MAX_FILE) {
            throw new PolicyFileException(
                    file + " holds no weights: they lie in a plain file of at most " + MAX_FILE + " bytes");
        }
        return Files.readAllBytes(file);
    }

    private static TensorFile parse(ByteBuffer file) throws IOException {
        long length = file.getLong();
        if (length < 2 || length > Math.min(MAX_HEADER, file.remaining())) {
            throw new PolicyFileException("a header of " + length + " bytes");
        }
        byte[] json = new byte[(int) length];
        file.get(json);
        ByteBuffer data = file.slice().order(ByteOrder.LITTLE_ENDIAN);
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : JSON.readTree(json).properties()) {
            if (entry.getKey().equals(METADATA)) {
                entry.getValue()
                        .properties()
                        .forEach(text ->
                                metadata.put(text.getKey(), text.getValue().asText()));
            } else {
                tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue(), data));
            }
        }
        return new TensorFile(metadata, tensors);
    }

    private static Tensor tensor(String name, JsonNode about, ByteBuffer data) throws PolicyFileException {
        long[] shape = new long[about.path("shape").size()];
        long count = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = about.path("shape").path(i).asLong(-1);
            count = Math.multiplyExact(count, shape[i]);
        }
        long begin = about.path("data_offsets").path(0).asLong(-1);
        long end = about.path("data_offsets").path(1).asLong(-1);
        boolean sound = about.path("dtype").asText().equals("F32")
                && begin >= 0
                && end <= data.limit()
                && count >= 0
                && end - begin == Math.multiplyExact(4, count);
        if (!sound) {
            throw new PolicyFileException("array '" + name + "' is described as " + about);
        }
        float[] values = new float[(int) count];
        data.slice((int) begin, (int) (end - begin))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return new Tensor(shape, values);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
