package dev.rollstream.pretext.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.pretext.image.RejectedFileException;
import dev.rollstream.pretext.image.SkipReason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows in JSON lines. Of every line its place is held in memory, 8 bytes. */
final class JsonRows implements RowStore {
    private static final int MAX_LINE_BYTES = 1 << 20;
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final List<Lines> files;
    private final RowReader reader;

    /**
     * A file's lines.
     *
     * @param firstRow number of its first row
     * @param ends place behind each line's end
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Lines(Path file, int firstRow, long[] ends) {}

    private JsonRows(List<Lines> files, RowReader reader) {
        this.files = List.copyOf(files);
        this.reader = reader;
    }

    static JsonRows open(List<Path> files, RowReader reader) throws IOException {
        List<Lines> all = new ArrayList<>();
        int rows = 0;
        for (Path file : files) {
            long[] ends = ends(file);
            all.add(new Lines(file, rows, ends));
            rows = Math.addExact(rows, ends.length);
        }
        return new JsonRows(all, reader);
    }

    private static long[] ends(Path file) throws IOException {
        long[] ends = new long[1024];
        int count = 0;
        long place = 0;
        long lastEnd = 0;
        byte[] block = new byte[1 << 16];
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            for (int read = in.read(block); read > 0; read = in.read(block)) {
                for (int i = 0; i < read; i++) {
                    place++;
                    if (block[i] == '\n') {
                        ends = count == ends.length ? Arrays.copyOf(ends, 2 * count) : ends;
                        ends[count++] = place;
                        lastEnd = place;
                    }
                }
            }
        }
        ends = Arrays.copyOf(ends, place > lastEnd ? count + 1 : count);
        if (place > lastEnd) {
            ends[count] = place;
        }
        return ends;
    }

    @Override
    public int size() {
        Lines last = files.get(files.size() - 1);
        return last.firstRow() + last.ends().length;
    }

    @Override
    public String name(int row) {
        Lines lines = lines(row);
        return DatasetFiles.shortName(lines.file()) + "#" + (row - lines.firstRow());
    }

    private Lines lines(int row) {
        int at = files.size() - 1;
        while (files.get(at).firstRow() > row) {
            at--;
        }
        return files.get(at);
    }

    @Override
    public StoredRow read(int row) throws RejectedFileException {
        try {
            JsonNode line = JSON.readTree(bytes(row));
            return reader.row(line == null ? JSON.missingNode() : line);
        } catch (JsonProcessingException e) {
            throw new RejectedFileException(SkipReason.ROW_UNREADABLE, "corrupt JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new RejectedFileException(SkipReason.ROW_UNREADABLE, String.valueOf(e.getMessage()));
        }
    }

    private byte[] bytes(int row) throws IOException, RejectedFileException {
        Lines lines = lines(row);
        int index = row - lines.firstRow();
        long from = index == 0 ? 0 : lines.ends()[index - 1];
        long length = lines.ends()[index] - from;
        if (length > MAX_LINE_BYTES) {
            throw new RejectedFileException(
                    SkipReason.ROW_UNREADABLE, "a line of " + length + " bytes, allowed are " + MAX_LINE_BYTES);
        }
        byte[] bytes = new byte[(int) length];
        try (RandomAccessFile file = new RandomAccessFile(lines.file().toFile(), "r")) {
            file.seek(from);
            file.readFully(bytes);
        }
        return bytes;
    }
}
