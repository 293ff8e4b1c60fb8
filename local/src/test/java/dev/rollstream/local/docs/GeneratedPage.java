package dev.rollstream.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page under docs/ that is made from the code. A test compares the two; with {@code -Drollstream.docs=write} it writes the page
 * instead.
 *
 * @param name the file, from docs/
 * @param test that makes the page
 */
public record GeneratedPage(String name, Class<?> test) {
    private static final Path DOCS = Path.of("").toAbsolutePath().getParent().resolve("docs");
    private static final String WRITE = "write";

    private String command() {
        return "mvn -q -Dquick -pl local -am test -Dtest=" + test.getSimpleName()
                + " -Dsurefire.failIfNoSpecifiedTests=false -Drollstream.docs=write";
    }

    /** What stands at the top of the page. */
    public String notice() {
        return "<!-- Made from the code. To make it anew: " + command() + " -->";
    }

    /** The same, for a file of YAML. */
    public String comment() {
        return "# Made from the code. To make it anew: " + command();
    }

    /** Compares the page with what it should be, or writes that. */
    public void mustBe(String text) throws IOException {
        Path file = DOCS.resolve(name);
        if (WRITE.equals(System.getProperty("rollstream.docs"))) {
            Files.writeString(file, text);
        }
        assertThat(Files.readString(file))
                .as("docs/%s is not what the code says; run: %s", name, command())
                .isEqualTo(text);
    }
}
