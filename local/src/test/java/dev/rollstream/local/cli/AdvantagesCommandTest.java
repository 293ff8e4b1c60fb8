package dev.rollstream.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class AdvantagesCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void namesEstimatorAndLeavesOutNullRewards() throws Exception {
        // When
        Cli.Result result = new Cli()
                .stdin("{\"id\":\"g\",\"rewards\":[2,null,0]}\n")
                .execute("advantages", "--estimator", "dr-grpo");

        // Then
        assertThat(result.code()).isZero();
        JsonNode line = JSON.readTree(result.out());
        assertThat(line.get("estimator").asText()).isEqualTo("dr-grpo");
        assertThat(line.get("advantages").toString()).isEqualTo("[1.0,null,-1.0]");
        assertThat(line.get("zero_variance").asBoolean()).isFalse();
    }

    @Test
    void parametersReachTheEstimator() throws Exception {
        // When
        Cli.Result result = new Cli()
                .stdin("{\"id\":\"g\",\"rewards\":[1,0]}\n")
                .execute("advantages", "--estimator", "grpo", "--ddof", "0", "--epsilon", "0.5");

        // Then
        assertThat(JSON.readTree(result.out()).get("advantages").toString()).isEqualTo("[0.5,-0.5]");
    }

    @Test
    void corruptLineBecomesAnErrorLine() throws Exception {
        // When
        Cli.Result result = new Cli()
                .stdin("{\"id\":\"g\",\"rewards\":\n{\"id\":\"h\",\"rewards\":[1,0]}\n")
                .execute("advantages");

        // Then
        assertThat(result.code()).isZero();
        assertThat(JSON.readTree(result.lines().get(0)).get("error").asText()).contains("line 1");
        assertThat(JSON.readTree(result.lines().get(1)).has("advantages")).isTrue();
        assertThat(result.err()).contains("1 unusable");
    }

    @Test
    void unknownEstimatorAndParameterAreWrongUsage() {
        // When
        Cli.Result estimator = Cli.run("advantages", "--estimator", "magic");
        Cli.Result parameter = Cli.run("advantages", "--estimator", "dr-grpo", "--ddof", "1");

        // Then
        assertThat(estimator.code()).isEqualTo(Rollstream.USAGE);
        assertThat(estimator.err()).contains("magic", "rloo");
        assertThat(parameter.code()).isEqualTo(Rollstream.USAGE);
        assertThat(parameter.err()).contains("ddof");
    }
}
