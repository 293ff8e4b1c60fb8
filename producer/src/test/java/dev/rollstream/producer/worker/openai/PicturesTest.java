package dev.rollstream.producer.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rollstream.avro.Image;
import dev.rollstream.producer.worker.AllowedPlaces;
import dev.rollstream.producer.worker.EngineUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTest {
    private static final String SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String ABC = "data:image/jpeg;base64,YWJj";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private HttpServer web;

    private final AtomicInteger askedElsewhere = new AtomicInteger();

    @BeforeEach
    void start() throws IOException {
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/pictures/abc.jpg", exchange -> answer(exchange, 200, "abc"));
        web.createContext("/pictures/abd.jpg", exchange -> answer(exchange, 200, "abd"));
        web.createContext("/pictures/broken", exchange -> answer(exchange, 503, ""));
        web.createContext("/pictures/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", at("/private/abc.jpg"));
            answer(exchange, 302, "");
        });
        web.createContext("/pictures/endless", PicturesTest::endless);
        web.createContext("/private", exchange -> {
            askedElsewhere.incrementAndGet();
            answer(exchange, 200, "abc");
        });
        web.start();
    }

    @AfterEach
    void stop() {
        web.stop(0);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Sends without end, until whoever asked hangs up. */
    private static void endless(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, 0);
            byte[] more = new byte[1 << 20];
            for (int sent = 0; sent < 200; sent++) {
                exchange.getResponseBody().write(more);
            }
        }
    }

    private String at(String path) {
        return "http://127.0.0.1:" + web.getAddress().getPort() + path;
    }

    private static Pictures from(String... roots) {
        return new Pictures(new AllowedPlaces(
                "a picture lies", Stream.of(roots).map(URI::create).toList(), "--engine-pictures-from"));
    }

    private static Image image(String uri) {
        return Image.newBuilder()
                .setMediaType("image/jpeg")
                .setSha256(SHA256_OF_ABC)
                .setUri(uri)
                .build();
    }

    @Test
    void aPictureInAFileTravelsAsData() throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("picture"), "abc");

        // When / Then
        assertThat(from(folder.toUri().toString()).url(image(file.toUri().toString())))
                .isEqualTo(ABC);
    }

    @Test
    void anotherFileThanTheTaskNamesStaysHere() throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("secret"), "abd");

        // When / Then
        assertThatThrownBy(() ->
                        from(folder.toUri().toString()).url(image(file.toUri().toString())))
                .isInstanceOf(UnusablePromptException.class)
                .hasMessageContaining("not the picture that the task names");
    }

    @Test
    void noFileIsReadFromElsewhere() throws Exception {
        // Given
        Path root = Files.createDirectory(folder.resolve("root"));
        Path outside = Files.writeString(folder.resolve("outside"), "abc");
        Files.createSymbolicLink(root.resolve("link"), outside);
        Pictures pictures = from(root.toUri().toString());

        // When / Then
        for (String uri : List.of(
                outside.toUri().toString(),
                root.toUri() + "link",
                root.toUri() + "../outside",
                root.toUri() + "%2e%2e/outside")) {
            assertThatThrownBy(() -> pictures.url(image(uri)))
                    .as(uri)
                    .isInstanceOf(UnusablePromptException.class)
                    .hasMessageContaining("which is");
        }
        assertThatThrownBy(() -> from().url(image(outside.toUri().toString())))
                .hasMessageContaining("allow it with --engine-pictures-from");
    }

    @Test
    void whatNeverEndsIsNotRead() {
        // When / Then
        assertThatThrownBy(() -> from("file:///dev").url(image("file:///dev/zero")))
                .isInstanceOf(UnusablePromptException.class)
                .hasMessageContaining("is no file of at most");
        assertThatThrownBy(() -> from(at("/pictures")).url(image(at("/pictures/endless"))))
                .isInstanceOf(UnusablePromptException.class)
                .hasMessageContaining("more than 67108864 bytes");
    }

    @Test
    void aPictureOnTheWebIsFetchedFromAllowedPlacesAlone() throws Exception {
        // Given
        Pictures pictures = from(at("/pictures"));

        // When / Then
        assertThat(pictures.url(image(at("/pictures/abc.jpg")))).isEqualTo(ABC);
        for (String uri : List.of(
                at("/private/abc.jpg"),
                at("/pictures/../private/abc.jpg"),
                at("/pictures/%2e%2e/private/abc.jpg"),
                at("/pictures/abc.jpg?x=1"),
                at("/pictures/abc.jpg").replace("127.0.0.1", "localhost"),
                at("/pictures/abc.jpg").replace("127.0.0.1", "127.0.0.1:80@127.0.0.1"),
                "http://169.254.169.254/pictures/abc.jpg")) {
            assertThatThrownBy(() -> pictures.url(image(uri))).as(uri).isInstanceOf(UnusablePromptException.class);
        }
        assertThat(askedElsewhere).hasValue(0);
    }

    @Test
    void noRedirectIsFollowed() {
        // When / Then
        assertThatThrownBy(() -> from(at("/pictures")).url(image(at("/pictures/moved"))))
                .isInstanceOf(UnusablePromptException.class)
                .hasMessageContaining("HTTP 302; redirects are not followed");
        assertThat(askedElsewhere).hasValue(0);
    }

    @Test
    void aStoreThatIsDownIsNoFaultOfTheTask() {
        // Given
        Pictures pictures = from(at("/pictures"));

        // When / Then
        assertThatThrownBy(() -> pictures.url(image(at("/pictures/broken"))))
                .isInstanceOf(EngineUnavailableException.class)
                .hasMessageContaining("HTTP 503");
        assertThatThrownBy(() -> pictures.url(image(at("/pictures/abd.jpg"))))
                .isInstanceOf(UnusablePromptException.class);
        web.stop(0);
        assertThatThrownBy(() -> pictures.url(image(at("/pictures/abc.jpg"))))
                .isInstanceOf(EngineUnavailableException.class)
                .hasMessageContaining("does not give");
    }

    @Test
    void placesThatAreNoneAreNamed() {
        // Given
        Pictures pictures = from(folder.toUri().toString(), "s3://bucket");

        // When / Then
        assertThatThrownBy(() -> pictures.url(image("s3://bucket/a.jpg"))).hasMessageContaining("s3://bucket/a.jpg");
        assertThatThrownBy(() -> pictures.url(image("no uri"))).hasMessageContaining("'no uri'");
        assertThatThrownBy(
                        () -> pictures.url(image(folder.resolve("gone").toUri().toString())))
                .hasMessageContaining("is no file");
        assertThatThrownBy(() -> pictures.url(
                        Image.newBuilder().setMediaType("image/png").build()))
                .hasMessageContaining("neither data nor an address");
        assertThatThrownBy(() -> pictures.url(Image.newBuilder().build())).hasMessageContaining("no media type");
    }
}
