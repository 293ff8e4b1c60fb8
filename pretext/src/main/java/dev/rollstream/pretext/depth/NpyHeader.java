package dev.rollstream.pretext.depth;

import dev.rollstream.pretext.image.RejectedFileException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The text at the head of a NumPy file: a Python dictionary with exactly the keys {@code descr}, {@code fortran_order} and
 * {@code shape}, in any order. Anything else is refused; nothing is evaluated.
 */
final class NpyHeader {
    private static final int MAX_DIMENSIONS = 32;

    private final String text;
    private int at;
    private String description = "";
    private boolean columnsFirst;
    private long[] shape = {};

    private NpyHeader(String text) {
        this.text = text;
    }

    static NpyHeader parse(String text) throws RejectedFileException {
        NpyHeader header = new NpyHeader(text);
        header.dictionary();
        return header;
    }

    /** Dimensions as written, at least 0 each. */
    long[] shape() {
        return shape;
    }

    /** Whether neighbours in the file are neighbours in a column (Fortran order) rather than in a row. */
    boolean columnsFirst() {
        return columnsFirst;
    }

    NumberType type() throws RejectedFileException {
        return switch (description.isEmpty() ? "" : description.substring(1)) {
            case "f2" -> NumberType.FLOAT16;
            case "f4" -> NumberType.FLOAT32;
            case "f8" -> NumberType.FLOAT64;
            case "u2" -> NumberType.UINT16;
            default ->
                throw Broken.unsupported("NumPy array of '" + description
                        + "', not of 16, 32 or 64-bit floats or unsigned 16-bit integers");
        };
    }

    ByteOrder order() throws RejectedFileException {
        return switch (description.charAt(0)) {
            case '<' -> ByteOrder.LITTLE_ENDIAN;
            case '>' -> ByteOrder.BIG_ENDIAN;
            default -> throw Broken.unsupported("NumPy array of '" + description + "', which names no byte order");
        };
    }

    private void dictionary() throws RejectedFileException {
        Set<String> seen = new HashSet<>();
        expect('{');
        while (!accept('}')) {
            String key = quoted();
            expect(':');
            if (!seen.add(key)) {
                throw wrong("names '" + key + "' twice");
            }
            value(key);
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        if (seen.size() != 3 || !text.substring(at).isBlank()) {
            throw wrong("is not complete, or goes on behind its end");
        }
    }

    private void value(String key) throws RejectedFileException {
        switch (key) {
            case "descr" -> description = description();
            case "fortran_order" -> columnsFirst = truth();
            case "shape" -> shape = dimensions();
            default -> throw wrong("has the unknown key '" + key + "'");
        }
    }

    private String description() throws RejectedFileException {
        if (accept('[')) {
            throw Broken.unsupported("NumPy array of records, not of numbers");
        }
        return quoted();
    }

    private boolean truth() throws RejectedFileException {
        skipBlanks();
        for (String word : new String[] {"True", "False"}) {
            if (text.startsWith(word, at)) {
                at += word.length();
                return word.equals("True");
            }
        }
        throw wrong("has an order that is neither True nor False");
    }

    private long[] dimensions() throws RejectedFileException {
        long[] found = new long[MAX_DIMENSIONS];
        int count = 0;
        expect('(');
        while (!accept(')')) {
            if (count == MAX_DIMENSIONS) {
                throw wrong("has more than " + MAX_DIMENSIONS + " dimensions");
            }
            found[count++] = number();
            if (!accept(',')) {
                expect(')');
                break;
            }
        }
        return Arrays.copyOf(found, count);
    }

    private long number() throws RejectedFileException {
        skipBlanks();
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start || at - start > 18) {
            throw wrong("has a dimension that is no number of 1 to 18 digits");
        }
        long number = Long.parseLong(text, start, at, 10);
        // Python 2 wrote long integers with this ending.
        accept('L');
        return number;
    }

    private String quoted() throws RejectedFileException {
        skipBlanks();
        char quote = at < text.length() ? text.charAt(at) : ' ';
        int end = text.indexOf(quote, at + 1);
        if ((quote != '\'' && quote != '"') || end < 0) {
            throw wrong("lacks a text in quotes");
        }
        String content = text.substring(at + 1, end);
        at = end + 1;
        return content;
    }

    private void expect(char wanted) throws RejectedFileException {
        if (!accept(wanted)) {
            throw wrong("lacks a '" + wanted + "'");
        }
    }

    private boolean accept(char wanted) {
        skipBlanks();
        boolean there = at < text.length() && text.charAt(at) == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private void skipBlanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
            at++;
        }
    }

    private RejectedFileException wrong(String what) {
        return Broken.corrupt("the header of a NumPy file " + what + " (at character " + at + ")");
    }
}
