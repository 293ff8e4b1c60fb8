package dev.rollstream.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

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

    /** Picocli formats what it prints, and complains on the process's own standard error where it cannot. */
    @Test
    void helpCanBeFormatted() {
        // Given
        CommandLine root = Rollstream.commandLine(new Rollstream(), Console.ofProcess());
        Stream<CommandSpec> commands = Stream.concat(Stream.of(root), root.getSubcommands().values().stream())
                .flatMap(command -> Stream.concat(Stream.of(command), command.getSubcommands().values().stream()))
                .map(CommandLine::getCommandSpec);

        // When
        List<String> lines = commands.flatMap(RollstreamTest::helpLines).toList();

        // Then
        assertThat(lines).hasSizeGreaterThan(100).allSatisfy(line -> assertThatCode(() -> String.format(line))
                .doesNotThrowAnyException());
    }

    private static Stream<String> helpLines(CommandSpec command) {
        Stream<String> own = Stream.concat(
                Arrays.stream(command.usageMessage().description()),
                Arrays.stream(command.usageMessage().footer()));
        Stream<String> options =
                command.options().stream().map(OptionSpec::description).flatMap(Arrays::stream);
        return Stream.concat(own, options);
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
