package dev.rollstream.pretext.dataset;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A text file that grows, in UTF-8, and that can be gone on with from any of its savepoints. */
final class LineFile implements Closeable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final OutputStream out;
    private long bytes;

    /**
     * Opens a file, and cuts off what lies behind {@code keptBytes}.
     *
     * @throws IOException also if the file is shorter
     */
    LineFile(Path file, long keptBytes) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.size() < keptBytes) {
            channel.close();
            throw new IOException(file + " is shorter than it was");
        }
        channel.truncate(keptBytes).position(keptBytes);
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
        this.bytes = keptBytes;
    }

    /** Whether nothing is in it yet. */
    boolean isEmpty() {
        return bytes == 0;
    }

    void append(String text) throws IOException {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        out.write(encoded);
        bytes += encoded.length;
    }

    /** Its length, all of which the operating system now has. */
    long savepoint() throws IOException {
        out.flush();
        return bytes;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
