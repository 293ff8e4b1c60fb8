package dev.rollstream.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both forms of the loss against cases that the reference implementation computed. */
@NeedsPyTorch
class ReferenceCasesTest {
    private final List<JsonNode> losses = new ArrayList<>();
    private final List<JsonNode> penalties = new ArrayList<>();

    @BeforeEach
    void readCases() throws IOException {
        Path file = Path.of(System.getProperty("rollstream.shared", "../shared"), "vectors", "policy_cases.jsonl");
        assumeTrue(
                Files.exists(file),
                () -> "skipped: no file " + file.toAbsolutePath().normalize());
        for (String line : Files.readAllLines(file)) {
            JsonNode node = new JsonMapper().readTree(line);
            (node.has("loss_type") ? losses : penalties).add(node);
        }
        assertThat(losses).hasSizeGreaterThan(20);
        assertThat(penalties).hasSizeGreaterThan(4);
    }

    @Test
    void lossesInPlainNumbers() {
        for (JsonNode node : losses) {
            double[] expected = numbers(node, "per_token_loss");
            double[] actual = PolicyLoss.perToken(
                    settings(node),
                    numbers(node, "log_probs"),
                    numbers(node, "old_log_probs"),
                    node.get("advantage").asDouble());
            assertThat(actual).as(node.get("id").asText()).containsExactly(expected, within(2e-8));
            assertThat(PolicyLoss.mean(actual))
                    .as(node.get("id").asText())
                    .isEqualTo(node.get("seq_mean_loss").asDouble(), within(2e-8));
        }
    }

    @Test
    void lossesOnArrays() {
        try (NDManager manager = NativeEngine.newManager()) {
            for (JsonNode node : losses) {
                double[] expected = numbers(node, "per_token_loss");
                double[] actual = TensorLoss.perToken(settings(node), inputs(manager, node))
                        .toDoubleArray();
                assertThat(Arrays.copyOf(actual, expected.length))
                        .as(node.get("id").asText())
                        .containsExactly(expected, within(2e-8));
                assertThat(actual[expected.length]).as("behind the end").isZero();
            }
        }
    }

    /** One row with a step behind its end. */
    private static TensorLoss.Inputs inputs(NDManager manager, JsonNode node) {
        double[] logProbs = numbers(node, "log_probs");
        double[] mask = new double[logProbs.length + 1];
        Arrays.fill(mask, 0, logProbs.length, 1);
        return new TensorLoss.Inputs(
                row(manager, Arrays.copyOf(logProbs, mask.length)),
                row(manager, Arrays.copyOf(numbers(node, "old_log_probs"), mask.length)),
                row(manager, new double[] {node.get("advantage").asDouble()}),
                row(manager, mask));
    }

    @Test
    void penaltiesInBothForms() {
        try (NDManager manager = NativeEngine.newManager()) {
            for (JsonNode node : penalties) {
                double now = node.get("log_prob").asDouble();
                double reference = node.get("ref_log_prob").asDouble();
                double expected = node.get("low_var_kl").asDouble();
                assertThat(PolicyLoss.k3(now, reference)).isEqualTo(expected, within(1e-9));
                NDArray one = row(manager, new double[] {1});
                NDArray penalty =
                        TensorLoss.k3(row(manager, new double[] {now}), row(manager, new double[] {reference}), one);
                assertThat(penalty.toDoubleArray()[0]).isEqualTo(expected, within(1e-9));
            }
        }
    }

    private static NDArray row(NDManager manager, double[] values) {
        return manager.create(values, new Shape(1, values.length));
    }

    private static LossSettings settings(JsonNode node) {
        return new LossSettings(
                LossKind.valueOf(node.get("loss_type").asText().toUpperCase(Locale.ROOT)),
                node.get("clip_low").asDouble(),
                node.get("clip_high").asDouble(),
                node.get("clip_dual").asDouble());
    }

    private static double[] numbers(JsonNode node, String field) {
        return StreamSupport.stream(node.get(field).spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }
}
