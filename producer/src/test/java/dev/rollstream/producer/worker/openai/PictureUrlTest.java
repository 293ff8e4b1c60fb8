package dev.rollstream.producer.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureUrlTest {
    private static final String SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static Image at(String uri) {
        return Image.newBuilder()
                .setMediaType("image/jpeg")
                .setSha256(SHA256_OF_ABC)
                .setUri(uri)
                .build();
    }

    @Test
    void aPictureInAFileTravelsAsData(@TempDir Path folder) throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("picture"), "abc");

        // When / Then
        assertThat(PictureUrl.of(at(file.toUri().toString()))).isEqualTo("data:image/jpeg;base64,YWJj");
    }

    @Test
    void anotherFileThanTheTaskNamesStaysHere(@TempDir Path folder) throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("secret"), "abd");

        // When / Then
        assertThatThrownBy(() -> PictureUrl.of(at(file.toUri().toString())))
                .isInstanceOf(UnusablePromptException.class)
                .hasMessageContaining("not the picture that the task names");
    }

    @Test
    void aPictureOnTheWebIsTheServersToFetch() throws Exception {
        // When / Then
        assertThat(PictureUrl.of(at("https://example.org/a.jpg"))).isEqualTo("https://example.org/a.jpg");
    }

    @Test
    void placesThatAreNoneAreNamed(@TempDir Path folder) {
        // When / Then
        assertThatThrownBy(() -> PictureUrl.of(at("s3://bucket/a.jpg"))).hasMessageContaining("s3://bucket/a.jpg");
        assertThatThrownBy(() -> PictureUrl.of(at("no uri"))).hasMessageContaining("'no uri'");
        assertThatThrownBy(() -> PictureUrl.of(at(folder.resolve("gone").toUri().toString())))
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> PictureUrl.of(Image.newBuilder().build()))
                .hasMessageContaining("neither data nor an address");
    }
}
