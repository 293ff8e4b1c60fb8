package dev.rollstream.avro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.registry.SchemaText;
import dev.rollstream.avro.serde.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Python client's schemas are the ones of the records here, as they are registered. */
class PythonSchemasTest {
    private static final String WRITE = "rollstream.python.schemas";
    private static final Path FOLDER = Path.of("..", "clients", "python", "src", "rollstream", "schemas");

    @ParameterizedTest
    @MethodSource("dev.rollstream.avro.serde.Records#types")
    void theClientHasThisVeryText(Class<? extends SpecificRecord> type) throws IOException {
        // When
        String text = Files.readString(file(type));

        // Then
        assertThat(text)
                .as("write it anew: mvn -pl avro test -Dtest=PythonSchemasTest -D%s=write", WRITE)
                .isEqualTo(text(type));
    }

    /** Writes the files; the client's test of its generated types says what to do then. */
    @Test
    @EnabledIfSystemProperty(named = WRITE, matches = "write")
    void write() throws IOException {
        for (Class<? extends SpecificRecord> type : Records.types()) {
            Files.writeString(file(type), text(type));
        }
    }

    private static Path file(Class<? extends SpecificRecord> type) {
        return FOLDER.resolve(type.getSimpleName() + ".avsc");
    }

    private static String text(Class<? extends SpecificRecord> type) {
        return SchemaFormatter.format("json/pretty", SchemaText.withoutJavaProperties(Records.schema(type))) + "\n";
    }
}
