package dev.rollstream.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollstreamTest {
    @Test
    void helpListsTheCommands() {
        // When
        Cli.Result result = Cli.run("--help");

        // Then
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("topics", "score", "advantages", "Examples:")
                .doesNotContain("generate-completion");
        assertThat(result.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"topics", "topics create", "topics check", "score", "advantages"})
    void everyCommandTeachesByExample(String command) {
        // When
        Cli.Result result = Cli.run((command + " --help").split(" "));

        // Then
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("Usage: rollstream " + command, "Example", "--verbose");
    }

    @Test
    void versionNamesTheBuildAndKafka() {
        // When
        Cli.Result result = Cli.run("--version");

        // Then
        assertThat(result.code()).isZero();
        assertThat(result.out()).matches("rollstream \\d+\\.\\d+\\.\\d+\\S* \\(Kafka 4\\.3\\.1, Java \\S+\\)\\R");
    }

    @Test
    void noCommandIsWrongUsage() {
        // When
        Cli.Result result = Cli.run();

        // Then
        assertThat(result.code()).isEqualTo(Rollstream.USAGE);
        assertThat(result.err()).contains("Usage: rollstream");
    }

    @Test
    void misspeltCommandIsWrongUsageWithASuggestion() {
        // When
        Cli.Result result = Cli.run("scoer");

        // Then
        assertThat(result.code()).isEqualTo(Rollstream.USAGE);
        assertThat(result.err()).contains("scoer", "score", "--help");
    }

    @Test
    void unknownOptionIsWrongUsage() {
        // When
        Cli.Result result = Cli.run("score", "--verifierr", "x");

        // Then
        assertThat(result.code()).isEqualTo(Rollstream.USAGE);
        assertThat(result.err()).contains("--verifierr", "rollstream score --help");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void completionScriptIsGenerated() {
        // When
        Cli.Result result = Cli.run("generate-completion");

        // Then
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("complete -F", "rollstream");
    }

    @Test
    void environmentVariableStandsForAnOption() {
        // When
        Cli.Result result =
                new Cli().environment("ROLLSTREAM_VERIFIER", "no-such").execute("score");

        // Then
        assertThat(result.code()).isEqualTo(Rollstream.USAGE);
        assertThat(result.err()).contains("no-such", "spatial-ssrl");
    }

    @Test
    void optionWinsOverEnvironmentVariable() {
        // When
        Cli.Result result =
                new Cli().environment("ROLLSTREAM_VERIFIER", "no-such").execute("score", "--verifier", "math-exact");

        // Then
        assertThat(result.code()).isZero();
    }
}
