package dev.rollstream.local.cli;

import dev.rollstream.runtime.StageException;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens what a person names on the command line: a file, or {@code -} for the console's own streams, which are never closed. */
final class TextStreams {
    /** Stands for standard input or standard output. */
    static final String STANDARD = "-";

    private TextStreams() {}

    /**
     * Opens a source.
     *
     * @throws StageException if the file is missing, a folder, or unreadable
     */
    static InputStream input(String name, Console console) throws IOException {
        if (name.equals(STANDARD)) {
            return new FilterInputStream(console.in()) {
                @Override
                public void close() {
                    // the console's stream outlives the command
                }
            };
        }
        Path file = Path.of(name);
        if (Files.isDirectory(file)) {
            throw new StageException(file + " is a folder, expected a file of JSON lines (or - for standard input)");
        }
        return Files.newInputStream(file);
    }

    /**
     * Opens a target, replacing a file that exists.
     *
     * @throws StageException if the file cannot be written
     */
    static OutputStream output(String name, Console console) {
        if (name.equals(STANDARD)) {
            return new Unclosable(console.out());
        }
        try {
            return Files.newOutputStream(Path.of(name));
        } catch (IOException e) {
            throw new StageException("cannot write to " + name + ": " + FailureSentences.of(e), e);
        }
    }

    /** A stream whose close only flushes; writes of blocks go through as blocks. */
    private static final class Unclosable extends FilterOutputStream {
        Unclosable(OutputStream target) {
            super(target);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
