package dev.rollstream.local.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.local.cli.Jvm;
import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.cluster.LocalStack;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Python client's own tests, against an embedded stack; skipped with a line where there is no Python to run them. */
@Timeout(600)
class PythonClientTest {
    @SuppressWarnings("NullAway.Init")
    private static PythonEnvironment python;

    @BeforeAll
    static void makeEnvironment() throws Exception {
        python = PythonEnvironment.require();
    }

    @Test
    void itsTestsPass() {
        try (LocalStack stack =
                LocalStack.start(new LocalStack.Options(LocalKafkaOptions.temporary(), 0, "rollstream.", 1))) {
            // When
            PythonEnvironment.Ended ended = python.module(
                    Map.of(
                            "ROLLSTREAM_BOOTSTRAP_SERVERS", stack.kafka().bootstrapServers(),
                            "ROLLSTREAM_SCHEMA_REGISTRY", stack.registryUrl(),
                            "ROLLSTREAM_CLI", commandLine()),
                    "pytest",
                    "-q",
                    "-p",
                    "no:cacheprovider",
                    "-n",
                    "4");

            // Then
            assertThat(ended.code()).as(ended.output()).isZero();
        }
    }

    private static String commandLine() {
        return Jvm.rollstream(List.of(), List.of()).stream()
                .map("'%s'"::formatted)
                .collect(Collectors.joining(" "));
    }

    @Test
    void itsTypesAreSoundAndItsStyleIsKept() {
        // When
        PythonEnvironment.Ended types = python.module(Map.of(), "mypy", "--cache-dir=/dev/null");
        PythonEnvironment.Ended lint = python.module(Map.of(), "ruff", "check", "--no-cache");
        PythonEnvironment.Ended format = python.module(Map.of(), "ruff", "format", "--check", "--no-cache");

        // Then
        assertThat(types.code()).as(types.output()).isZero();
        assertThat(lint.code()).as(lint.output()).isZero();
        assertThat(format.code()).as(format.output()).isZero();
    }
}
