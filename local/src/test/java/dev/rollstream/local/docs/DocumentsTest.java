package dev.rollstream.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern CLASS_NAME = Pattern.compile("`([A-Z][a-z]+[A-Za-z]*[A-Z][A-Za-z]*)`");
    private static final Pattern RECORD = Pattern.compile("(?m)^(?:record|enum) (\\w+)");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");
    private static final Pattern METRIC = Pattern.compile("`(rollstream_[a-z_]+)");
    private static final Pattern OPTION = Pattern.compile("(--[a-z]+(?:-[a-z]+)*)");
    private static final Pattern COMMAND = Pattern.compile("\\./rollstream ([a-z]+)");

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"})
    void classesThatAreNamedExist(String document) throws IOException {
        // Given
        Set<String> known = new TreeSet<>(names(".java"));
        sources(path -> path.toString().endsWith(".avdl"))
                .forEach(schema -> known.addAll(matches(RECORD, read(schema))));

        // When
        Set<String> named = matches(CLASS_NAME, read(ROOT.resolve(document)));

        // Then
        assertThat(known).containsAll(named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/runbook.md", "docs/metrics.md"})
    void linksLeadSomewhere(String document) {
        assertThat(matches(LINK, read(ROOT.resolve(document))))
                .allSatisfy(link ->
                        assertThat(ROOT.resolve(document).resolveSibling(link)).exists());
    }

    @Test
    void commandsOfTheReadmeExist() throws IOException {
        // Given
        Set<String> classes = names("Command.java").stream()
                .map(name -> name.replace("Command", "").toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());

        // When
        Set<String> commands = matches(COMMAND, read(ROOT.resolve("README.md")));

        // Then
        assertThat(commands).isNotEmpty();
        assertThat(classes).containsAll(commands);
    }

    @Test
    void optionsOfTheRunbookExist() {
        // When
        Set<String> named = matches(OPTION, read(ROOT.resolve("docs/runbook.md")));

        // Then
        assertThat(named).isNotEmpty();
        assertThat(matches(OPTION, read(ROOT.resolve("docs/options.md")))).containsAll(named);
    }

    @Test
    void metricsOfTheDocumentsExist() throws IOException {
        // Given
        Set<String> known = new KnownNames().series();
        try (Stream<Path> documents = Files.walk(ROOT.resolve("docs"))) {
            // When
            Set<String> named = documents
                    .filter(path -> path.toString().endsWith(".md"))
                    .filter(path -> !path.endsWith("metrics.md"))
                    .flatMap(path -> matches(METRIC, read(path)).stream())
                    .collect(Collectors.toCollection(TreeSet::new));

            // Then
            assertThat(known).containsAll(named);
        }
    }

    private static Set<String> names(String ending) throws IOException {
        return sources(path -> path.toString().endsWith(ending)).stream()
                .map(path -> path.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
    }

    private static Set<Path> sources(Predicate<Path> wanted) throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .flatMap(DocumentsTest::walk)
                    .filter(wanted)
                    .collect(Collectors.toSet());
        }
    }

    private static Stream<Path> walk(Path folder) {
        try {
            return Files.walk(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(DocumentsTest::first).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String first(MatchResult result) {
        return result.group(1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
