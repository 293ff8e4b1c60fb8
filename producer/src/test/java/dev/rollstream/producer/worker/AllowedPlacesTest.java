package dev.rollstream.producer.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.producer.worker.AllowedPlaces.RefusedPlaceException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedPlacesTest {
    private final AllowedPlaces places = at("file:///mnt/weights/", "s3://bucket/run-7");

    private static AllowedPlaces at(String... roots) {
        return new AllowedPlaces(
                "the weights lie", Stream.of(roots).map(URI::create).toList(), "--weights-from");
    }

    @ParameterizedTest
    @CsvSource({
        "file:///mnt/weights/5,                 /mnt/weights/5",
        "file:/mnt/weights/5/adapter,           /mnt/weights/5/adapter",
        "file:///mnt/weights/5/,                /mnt/weights/5/",
        "file://localhost/mnt/weights/5,        /mnt/weights/5",
        "file:///mnt/weights/step%205,          /mnt/weights/step 5",
        "s3://bucket/run-7/5,                   s3://bucket/run-7/5",
        "S3://Bucket/run-7/5,                   S3://Bucket/run-7/5",
    })
    void whatLiesBelowARootIsResolved(String weights, String place) throws Exception {
        assertThat(places.forServer(weights)).isEqualTo(place);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///mnt/other/5",
                "file:///mnt/weights",
                "file:///mnt/weights/",
                "file:///mnt/weightsevil/5",
                "file:///mnt/weights/../other",
                "file:///mnt/weights/./5",
                "file:///mnt/weights/%2e%2e/other",
                "file:///mnt/weights/..%2fother",
                "file:///mnt/weights/%252e%252e/other",
                "file:///mnt/weights/..%5cother",
                "file:///mnt/weights//mnt/other",
                "file:///mnt/weights/a%00b",
                "file:///mnt/weights/a%0ab",
                "file:///mnt/weights/5?x=../..",
                "file:///mnt/weights/5#x",
                "file://elsewhere/mnt/weights/5",
                "file:mnt/weights/5",
                "s3://other/run-7/5",
                "s3://bucket/run-70/5",
                "s3://user@bucket/run-7/5",
                "s3://bucket@other/run-7/5",
                "s3a://bucket/run-7/5",
                "https://example.org/mnt/weights/5",
                "/mnt/weights/5",
                "weights",
                "",
                "file:///mnt/weights/ 5 |",
            })
    void whatDoesNotIsRefused(String weights) {
        assertThatThrownBy(() -> places.forServer(weights))
                .isInstanceOf(RefusedPlaceException.class)
                .hasMessageStartingWith("the weights lie at '" + weights);
    }

    @Test
    void aLinkThatLeadsOutIsRefused(@TempDir Path folder) throws Exception {
        // Given
        Path root = Files.createDirectory(folder.resolve("root"));
        Path inside = Files.writeString(root.resolve("inside"), "x");
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "x");
        Path linkInside = Files.createSymbolicLink(root.resolve("link-inside"), inside);
        Files.createSymbolicLink(root.resolve("link-out"), outside);
        Path loop = Files.createSymbolicLink(root.resolve("loop"), root.resolve("loop"));
        AllowedPlaces below = at(root.toUri().toString());
        // When / Then
        assertThat(below.require(linkInside.toUri().toString()).getPath()).isEqualTo(linkInside.toString());
        assertThatThrownBy(() -> below.require(root.toUri() + "link-out/secret"))
                .isInstanceOf(RefusedPlaceException.class)
                .hasMessageContaining("by a symbolic link");
        assertThat(below.require(loop.toUri().toString()))
                .as("to nothing at all")
                .isNotNull();
    }

    @Test
    void aRootMayItselfBeALink(@TempDir Path folder) throws Exception {
        // Given
        Path real = Files.createDirectory(folder.resolve("real"));
        Files.writeString(real.resolve("5"), "x");
        Path root = Files.createSymbolicLink(folder.resolve("root"), real);
        // When / Then
        assertThat(at("file://" + root).forServer("file://" + root + "/5")).isEqualTo(root + "/5");
    }

    @Test
    void nothingIsAllowedByItself() {
        assertThatThrownBy(() -> at().require("file:///mnt/weights/5"))
                .isInstanceOf(RefusedPlaceException.class)
                .hasMessageEndingWith("allow it with --weights-from if it is yours");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/mnt/weights", "file:///mnt/../etc", "file://host/mnt", "mailto:x", "s3://b/run?x", "s3:run"})
    void aRootIsAPlainPlaceItself(String root) {
        assertThatThrownBy(() -> at(root))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no place of files");
    }
}
