package dev.rollstream.producer.worker.openai;

import dev.rollstream.avro.Image;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A picture as a server takes it: in a data URL, or at its address on the web. A picture in a file is read here, and goes on only if it
 * has the SHA-256 that the task names: a task cannot have any other file of this machine sent off.
 */
final class PictureUrl {
    private static final int MAX_BYTES = 64 << 20;

    private PictureUrl() {}

    /**
     * The URL.
     *
     * @throws UnusablePromptException if there is no such picture
     */
    static String of(Image image) throws UnusablePromptException {
        ByteBuffer data = image.getData();
        if (data != null) {
            byte[] bytes = new byte[data.remaining()];
            data.duplicate().get(bytes);
            return data(image, bytes);
        }
        String uri = image.getUri();
        if (uri == null) {
            throw new UnusablePromptException("a picture has neither data nor an address");
        }
        try {
            URI place = URI.create(uri);
            if ("http".equals(place.getScheme()) || "https".equals(place.getScheme())) {
                return uri;
            }
            return data(image, checked(read(Path.of(place)), image.getSha256(), uri));
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new UnusablePromptException("a picture lies at '" + uri + "', which is no place of a file");
        } catch (IOException e) {
            throw new UnusablePromptException("the picture at " + uri + " cannot be read: " + e);
        }
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return stream.readNBytes(MAX_BYTES);
        }
    }

    private static byte[] checked(byte[] bytes, @Nullable String sha256, String uri) throws UnusablePromptException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            if (!HexFormat.of().formatHex(digest).equals(sha256)) {
                throw new UnusablePromptException("the file at " + uri + " is not the picture that the task names");
            }
            return bytes;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String data(Image image, byte[] bytes) throws UnusablePromptException {
        if (image.getMediaType() == null) {
            throw new UnusablePromptException("a picture has no media type");
        }
        return "data:" + image.getMediaType() + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }
}
