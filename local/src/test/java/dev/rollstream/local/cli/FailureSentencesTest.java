package dev.rollstream.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.registry.RegistryException;
import dev.rollstream.avro.registry.RegistryUnavailableException;
import dev.rollstream.runtime.StageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureSentencesTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new StageException("the port is taken"), "the port is taken"),
                Arguments.of(new ExecutionException(new StageException("inner")), "inner"),
                Arguments.of(new UnknownTopicOrPartitionException("t"), "topics create"),
                Arguments.of(new ExecutionException(new TimeoutException("no node")), "--bootstrap-servers"),
                Arguments.of(
                        new RegistryUnavailableException(List.of("http://r:1"), "refused", null),
                        "no schema registry answers at http://r:1"),
                Arguments.of(new RegistryException(404, 40401, "no subject x"), "no subject x"),
                Arguments.of(new SaslAuthenticationException("bad password"), "--config"),
                Arguments.of(new TopicAuthorizationException("no"), "refuses access"),
                Arguments.of(new KafkaException("outer", new ConfigException("acks", "maybe")), "maybe"),
                Arguments.of(new UncheckedIOException(new NoSuchFileException("/x")), "/x does not exist"),
                Arguments.of(new AccessDeniedException("/x"), "/x may not"),
                Arguments.of(new IllegalArgumentException("partitions are at least 1"), "at least 1"),
                Arguments.of(new IOException("No space left on device"), "No space left"),
                Arguments.of(new IllegalStateException("odd"), "--verbose"),
                Arguments.of(new ExceptionInInitializerError("odd"), "--verbose"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureIsOneSentence(Throwable failure, String expected) {
        assertThat(FailureSentences.of(failure)).contains(expected).hasLineCount(1);
    }
}
