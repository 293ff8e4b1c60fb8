package dev.rollstream.pretext.folder;

import dev.rollstream.pretext.image.RejectedFileException;
import dev.rollstream.pretext.image.SkipReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads files of limited size whole.
 *
 * @param maxBytes that are read
 * @param unreadable reason for a file that cannot be read
 * @param tooLarge reason for one with more bytes
 */
public record LimitedFile(long maxBytes, SkipReason unreadable, SkipReason tooLarge) {

    /** All bytes of a file, or the reason why not. */
    public byte[] read(Path file) throws RejectedFileException {
        // A pipe or device would block for ever when opened.
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new RejectedFileException(unreadable, "not a regular file, or a folder without access");
        }
        try (InputStream in = Files.newInputStream(file)) {
            if (Files.size(file) > maxBytes) {
                throw tooManyBytes(Files.size(file));
            }
            byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, maxBytes + 1));
            if (bytes.length > maxBytes) {
                throw tooManyBytes(bytes.length);
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new RejectedFileException(unreadable, "gone, or a link to nowhere");
        } catch (IOException e) {
            throw new RejectedFileException(unreadable, e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private RejectedFileException tooManyBytes(long bytes) {
        return new RejectedFileException(tooLarge, bytes + " bytes, allowed are " + maxBytes);
    }
}
