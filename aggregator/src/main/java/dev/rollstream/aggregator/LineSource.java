package dev.rollstream.aggregator;

import java.io.IOException;
import java.io.Reader;

/** Lines of text, one at a time, of which none takes more than a bounded memory: the rest of a longer one is passed over. */
final class LineSource {

    private static final int BUFFER_CHARS = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Reader in;
    private final int maxChars;
    private final char[] buffer = new char[BUFFER_CHARS];
    private final StringBuilder line = new StringBuilder();
    private int position;
    private int limit;
    private long number;
    private boolean tooLong;

    LineSource(Reader in, int maxChars) {
        this.in = in;
        this.maxChars = maxChars;
    }

    /** Moves to the next line; false at the end. */
    boolean next() throws IOException {
        line.setLength(0);
        tooLong = false;
        if (position == limit && !fill()) {
            return false;
        }
        number++;
        do {
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            take(position, end);
            position = end;
            if (end < limit) {
                position++;
                return true;
            }
        } while (fill());
        return true;
    }

    /** {@return the line without its end and without a byte order mark; its beginning if it is too long} */
    String line() {
        boolean marked = number == 1 && line.length() > 0 && line.charAt(0) == BYTE_ORDER_MARK;
        return marked ? line.substring(1) : line.toString();
    }

    /** {@return the line's number, from 1} */
    long number() {
        return number;
    }

    boolean isTooLong() {
        return tooLong;
    }

    /** Whether more can be read without waiting. */
    boolean ready() throws IOException {
        return position < limit || in.ready();
    }

    private void take(int from, int to) {
        int room = maxChars - line.length();
        tooLong |= to - from > room;
        line.append(buffer, from, Math.min(to - from, room));
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }
}
