package dev.rollstream.scorer.jsonl;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream into lines of bytes at line feeds. Memory is bounded by the longest line allowed; of a longer one only the
 * fact is reported.
 */
final class LineReader {
    private static final int CHUNK_BYTES = 1 << 16;

    private final InputStream in;
    private final int maxLineBytes;
    private final byte[] chunk = new byte[CHUNK_BYTES];
    private int chunkStart;
    private int chunkEnd;
    private byte[] line = new byte[CHUNK_BYTES];
    private int length;
    private boolean tooLong;

    LineReader(InputStream in, int maxLineBytes) {
        this.in = in;
        this.maxLineBytes = maxLineBytes;
    }

    /** Moves to the next line; false at the end of the stream. */
    boolean next() throws IOException {
        length = 0;
        tooLong = false;
        boolean any = false;
        while (chunkStart < chunkEnd || fill()) {
            any = true;
            int end = chunkStart;
            while (end < chunkEnd && chunk[end] != '\n') {
                end++;
            }
            append(end);
            boolean complete = end < chunkEnd;
            chunkStart = complete ? end + 1 : end;
            if (complete) {
                return true;
            }
        }
        return any;
    }

    private boolean fill() throws IOException {
        chunkStart = 0;
        chunkEnd = Math.max(0, in.read(chunk));
        return chunkEnd > 0;
    }

    private void append(int end) {
        int count = end - chunkStart;
        if (tooLong || count > maxLineBytes - length) {
            tooLong = true;
            return;
        }
        if (line.length - length < count) {
            long doubled = Math.min(maxLineBytes, 2L * line.length);
            line = Arrays.copyOf(line, (int) Math.max(doubled, length + count));
        }
        System.arraycopy(chunk, chunkStart, line, length, count);
        length += count;
    }

    /** Whether the line was longer than allowed; its bytes are then not available. */
    boolean isTooLong() {
        return tooLong;
    }

    boolean isBlank() {
        for (int i = 0; i < length; i++) {
            if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
                return false;
            }
        }
        return !tooLong;
    }

    /** The line's bytes, valid up to {@link #length()} and until the next call of {@link #next()}. */
    byte[] bytes() {
        return line;
    }

    int length() {
        return length;
    }
}
