package dev.rollstream.avro.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.registry.RegistryConfig.Endpoint;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TlsTroubleTest {
    private static final Endpoint HTTPS = endpoint("https://registry:8081");
    private static final Endpoint HTTP = endpoint("http://registry:8081");

    private static Endpoint endpoint(String url) {
        return new Endpoint(URI.create(url), Optional.empty());
    }

    static Stream<Throwable> endsOfAConnection() {
        return Stream.of(
                new SSLHandshakeException("bad certificate"),
                new IOException("header parser received no bytes", new EOFException("EOF reached while reading")),
                new SocketException("Connection reset"),
                new IOException("Broken pipe"));
    }

    static Stream<Throwable> nobodyThere() {
        return Stream.of(
                new ConnectException("Connection refused"),
                new HttpConnectTimeoutException("HTTP connect timed out"),
                new IOException("wrapped", new ConnectException("no address")),
                new IllegalStateException("a fault of our own"));
    }

    @ParameterizedTest
    @MethodSource("endsOfAConnection")
    void aConnectionThatWasThereAndEndedIsTroubleOverTls(Throwable failure) {
        assertThat(TlsTrouble.isBehind(failure, HTTPS)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("nobodyThere")
    void aConnectionThatNeverWasIsNot(Throwable failure) {
        assertThat(TlsTrouble.isBehind(failure, HTTPS)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("endsOfAConnection")
    void withoutTlsOnlyWhatTlsItselfSays(Throwable failure) {
        assertThat(TlsTrouble.isBehind(failure, HTTP)).isEqualTo(failure instanceof SSLHandshakeException);
    }
}
