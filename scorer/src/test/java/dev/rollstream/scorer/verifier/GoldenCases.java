package dev.rollstream.scorer.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Golden cases that lie beside the repository, one JSON object a line. */
final class GoldenCases {
    private GoldenCases() {}

    static List<JsonNode> read(String fileName) throws IOException {
        Path file = Path.of(System.getProperty("rollstream.shared", ""), "vectors", fileName);
        Assumptions.assumeTrue(Files.isRegularFile(file), "sample data folder not present: " + file);
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> cases = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank()) {
                cases.add(json.readTree(line));
            }
        }
        return cases;
    }
}
