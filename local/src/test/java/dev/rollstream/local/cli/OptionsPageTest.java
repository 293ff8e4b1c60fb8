package dev.rollstream.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.local.docs.GeneratedPage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

class OptionsPageTest {
    private static final GeneratedPage PAGE = new GeneratedPage("options.md", OptionsPageTest.class);
    /** How descriptions say what holds without the option. */
    private static final Pattern DEFAULT = Pattern.compile(" \\(default: ([^()]*(?:\\([^()]*\\)[^()]*)*)\\)");

    private final CommandLine root = Rollstream.commandLine(new Rollstream(), console());

    private static Console console() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        return new Console(new ByteArrayInputStream(new byte[0]), nowhere, nowhere, Map.of(), false);
    }

    @Test
    void pageSaysWhatTheCodeSays() throws IOException {
        PAGE.mustBe(page());
    }

    @Test
    void everyOptionIsExplained() {
        assertThat(commands(root).flatMap(command -> command.options().stream()))
                .isNotEmpty()
                .allSatisfy(option -> assertThat(option.description())
                        .as(option.longestName())
                        .isNotEmpty());
    }

    private String page() {
        return """
                %s

                # Commands and options

                Each option can be given as an environment variable too; the command line wins over it. `rollstream COMMAND --help`
                says the same, with examples.

                %s""".formatted(PAGE.notice(), commands(root).map(this::section).collect(Collectors.joining("\n")));
    }

    private static Stream<CommandSpec> commands(CommandLine line) {
        Collection<CommandLine> below = line.getSubcommands().values();
        Stream<CommandSpec> own = Stream.of(line.getCommandSpec());
        return Stream.concat(own, below.stream().distinct().flatMap(OptionsPageTest::commands))
                .filter(command -> !command.usageMessage().hidden());
    }

    private String section(CommandSpec command) {
        List<ArgSpec> arguments = new ArrayList<>(command.positionalParameters());
        command.options().stream()
                .filter(option -> command.parent() == null || !option.inherited())
                .forEach(arguments::add);
        String about = Arrays.stream(command.usageMessage().description())
                .map(line -> line.isEmpty() ? "\n\n" : line + "\n")
                .collect(Collectors.joining())
                .strip();
        String shown = cell(about.replace("\n\n\n", "\n\n").replace("%%", "%"));
        String heading = "## " + command.qualifiedName() + "\n\n" + shown + "\n";
        if (arguments.isEmpty()) {
            return heading;
        }
        return heading + "\n| option | variable | default | |\n|---|---|---|---|\n"
                + arguments.stream().map(OptionsPageTest::row).collect(Collectors.joining());
    }

    private static String row(ArgSpec argument) {
        String text = String.join(" ", argument.description());
        Matcher said = DEFAULT.matcher(text);
        String without = said.find() ? said.group(1) : "";
        return "| %s | %s | %s | %s |\n"
                .formatted(name(argument), variable(argument), cell(without), cell(said.replaceFirst("")));
    }

    private static String name(ArgSpec argument) {
        String value =
                argument.arity().max() == 0 || argument.paramLabel().isEmpty() ? "" : " " + argument.paramLabel();
        String names = argument instanceof OptionSpec option
                ? String.join(", ", option.names()) + value
                : ((PositionalParamSpec) argument).paramLabel();
        return "`" + names.replace("|", "\\|") + "`" + (argument.required() ? " (required)" : "");
    }

    private static String variable(ArgSpec argument) {
        boolean has = argument instanceof OptionSpec option && !option.usageHelp() && !option.versionHelp();
        return has ? "`" + EnvironmentDefaults.variable((OptionSpec) argument) + "`" : "";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").strip();
    }
}
