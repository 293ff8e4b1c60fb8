package dev.rollstream.producer.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.producer.worker.openai.WeightRoots.UntrustedWeightsException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightRootsTest {
    private final WeightRoots roots =
            new WeightRoots(List.of(URI.create("file:///mnt/weights/"), URI.create("s3://bucket/run-7")));

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
        assertThat(roots.resolve(weights)).isEqualTo(place);
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
        assertThatThrownBy(() -> roots.resolve(weights))
                .isInstanceOf(UntrustedWeightsException.class)
                .hasMessageStartingWith("the weights lie at '" + weights);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/mnt/weights", "file:///mnt/../etc", "file://host/mnt", "mailto:x", "s3://b/run?x", "s3:run"})
    void aRootIsAPlainPlaceItself(String root) {
        assertThatThrownBy(() -> new WeightRoots(List.of(URI.create(root))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no place for weights");
    }
}
