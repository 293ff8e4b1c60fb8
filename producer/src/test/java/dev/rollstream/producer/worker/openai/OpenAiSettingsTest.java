package dev.rollstream.producer.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.producer.worker.openai.OpenAiSettings.Dialect;
import dev.rollstream.producer.worker.openai.OpenAiSettings.Traffic;
import dev.rollstream.producer.worker.openai.OpenAiSettings.Versions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiSettingsTest {
    private static OpenAiSettings servers(String... addresses) {
        return new OpenAiSettings(
                Stream.of(addresses).map(URI::create).toList(),
                Dialect.of(ServerFlavor.VLLM),
                Optional.empty(),
                Traffic.defaults(),
                Versions.none());
    }

    @Test
    void addressesMayLeaveOutTheVersionOfTheApi() {
        // When / Then
        assertThat(servers("http://a:8000", "http://a:8000/v1/", "https://b/proxy/v1")
                        .servers())
                .extracting(URI::toString)
                .containsExactly("http://a:8000/v1", "https://b/proxy/v1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a", "a:8000", "http://a?x=1", "http:///v1"})
    void whatIsNoAddressIsRefused(String address) {
        // When / Then
        assertThatThrownBy(() -> servers(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(address);
    }

    @Test
    void aPasswordInAnAddressIsRefusedAndNotShown() {
        // When / Then
        assertThatThrownBy(() -> servers("http://me:sesame@a:8000"))
                .hasMessageContaining("has a password in it")
                .hasMessageNotContaining("sesame");
    }

    @Test
    void aKeyIsWholeAndPrintableOrRefusedWithoutBeingShown(@TempDir Path folder) throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("key"), "sesame\n");

        // When / Then
        assertThat(ApiKey.fromFile(file).authorization()).isEqualTo("Bearer sesame");
        assertThatThrownBy(() -> ApiKey.fromEnvironment(Map.of("KEY", "two\nsesames"), "KEY"))
                .hasMessageContaining("variable KEY")
                .hasMessageNotContaining("sesames");
        assertThatThrownBy(() -> ApiKey.fromEnvironment(Map.of(), "KEY")).hasMessageContaining("not set");
        assertThatThrownBy(() -> ApiKey.fromFile(folder.resolve("gone"))).hasMessageContaining("cannot be read");
    }

    @Test
    void waitsDoubleUpToALimitAndGiveAServerWhatItAsksForWithinReason() throws Exception {
        // Given
        List<Duration> waits = new ArrayList<>();
        Backoff backoff = new Backoff(waits::add, () -> 0.0);

        // When
        backoff.await(1, Optional.empty());
        backoff.await(3, Optional.empty());
        backoff.await(60, Optional.empty());
        backoff.await(1, Optional.of(Duration.ofSeconds(9)));
        backoff.await(1, Optional.of(Duration.ofDays(9)));

        // Then
        assertThat(waits)
                .containsExactly(
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(9),
                        Duration.ofMinutes(2));
    }
}
