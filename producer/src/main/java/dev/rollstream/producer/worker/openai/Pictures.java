package dev.rollstream.producer.worker.openai;

import dev.rollstream.avro.Image;
import dev.rollstream.producer.worker.AllowedPlaces;
import dev.rollstream.producer.worker.AllowedPlaces.RefusedPlaceException;
import dev.rollstream.producer.worker.EngineUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Pictures as a server takes them: data URLs. What a task does not carry itself is fetched here and not by the server, from allowed
 * places alone: no redirect is followed, no more than a limit is read, and it goes on only if it has the SHA-256 that the task
 * names. So no task can have another file sent off, nor anybody asked for what only this network sees.
 */
final class Pictures {
    private static final int MAX_BYTES = 64 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AllowedPlaces places;

    Pictures(AllowedPlaces places) {
        this.places = places;
    }

    /** Made when the first picture is fetched, if any ever is. */
    private static final class Web {
        private static final HttpClient CLIENT = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * The URL.
     *
     * @throws UnusablePromptException if there is no such picture, or it lies where none is taken from
     * @throws EngineUnavailableException if the place does not answer, which is no fault of the task
     */
    String url(Image image) throws UnusablePromptException, EngineUnavailableException, InterruptedException {
        if (image.getMediaType() == null) {
            throw new UnusablePromptException("a picture has no media type");
        }
        return "data:" + image.getMediaType() + ";base64," + Base64.getEncoder().encodeToString(bytes(image));
    }

    private byte[] bytes(Image image) throws UnusablePromptException, EngineUnavailableException, InterruptedException {
        ByteBuffer data = image.getData();
        if (data != null) {
            byte[] bytes = new byte[data.remaining()];
            data.duplicate().get(bytes);
            return bytes;
        }
        String uri = image.getUri();
        if (uri == null) {
            throw new UnusablePromptException("a picture has neither data nor an address");
        }
        byte[] bytes = fetched(uri);
        if (!sha256(bytes).equals(image.getSha256())) {
            throw new UnusablePromptException("what lies at " + uri + " is not the picture that the task names");
        }
        return bytes;
    }

    private byte[] fetched(String uri)
            throws UnusablePromptException, EngineUnavailableException, InterruptedException {
        URI place;
        try {
            place = places.require(uri);
        } catch (RefusedPlaceException e) {
            throw new UnusablePromptException(String.valueOf(e.getMessage()));
        }
        if (AllowedPlaces.isFile(place)) {
            return read(Path.of(place.getPath()));
        }
        if ("http".equalsIgnoreCase(place.getScheme()) || "https".equalsIgnoreCase(place.getScheme())) {
            return download(place);
        }
        throw new UnusablePromptException(
                "a picture lies at " + place + "; pictures are read from file:, http: and https: places");
    }

    private static byte[] read(Path file) throws UnusablePromptException {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
                throw new UnusablePromptException(
                        "the picture at " + file + " is no file of at most " + MAX_BYTES + " bytes");
            }
            try (InputStream stream = Files.newInputStream(file)) {
                return stream.readNBytes(MAX_BYTES);
            }
        } catch (IOException e) {
            throw new UnusablePromptException("the picture at " + file + " cannot be read: " + e);
        }
    }

    private byte[] download(URI place)
            throws UnusablePromptException, EngineUnavailableException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> reply = Web.CLIENT.sendAsync(
                HttpRequest.newBuilder(place).GET().build(), response -> new BoundedBody(MAX_BYTES));
        try {
            HttpResponse<byte[]> response = reply.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() >= 500) {
                throw unavailable(place, "HTTP " + response.statusCode(), null);
            }
            if (response.statusCode() != 200) {
                throw new UnusablePromptException("there is no picture at " + place + ": HTTP " + response.statusCode()
                        + (response.statusCode() / 100 == 3 ? "; redirects are not followed" : ""));
            }
            return response.body();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BoundedBody.TooLargeException) {
                throw new UnusablePromptException("the picture at " + place + " has more than " + MAX_BYTES + " bytes");
            }
            throw unavailable(place, String.valueOf(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw unavailable(place, "no whole answer within " + PATIENCE.toSeconds() + " s", e);
        } finally {
            reply.cancel(true);
        }
    }

    private static EngineUnavailableException unavailable(URI place, String why, @Nullable Throwable cause) {
        return new EngineUnavailableException("the pictures' store does not give " + place + ": " + why, cause);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
