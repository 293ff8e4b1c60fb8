package dev.rollstream.producer.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Task;
import dev.rollstream.producer.worker.Fault;
import dev.rollstream.producer.worker.MemberResult;
import dev.rollstream.producer.worker.MemberResult.Completed;
import dev.rollstream.producer.worker.MemberResult.Failed;
import dev.rollstream.producer.worker.MemberResult.Sampled;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replies whose numbers or choices cannot be trained on: each is an outcome of its member, with its reason. */
@Timeout(60)
class UnsoundRepliesTest extends EngineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[5,6]   | -0.5 | NaN      | log-probability 1 of the server is NaN",
                "[5,6]   | -0.5 | null     | log-probability 1 of the server is no number",
                "[5,6]   | -0.5 | -9999.0  | log-probability 1 of the server is -9999.0",
                "[5,6]   | -0.5 | 0.7      | log-probability 1 of the server is 0.7",
                "[5,6,7] | -0.5 | -0.5     | the server gave 3 token ids and 2 log-probabilities",
                "[5,-6]  | -0.5 | -0.5     | token id 1 of the server is no token id",
                "[5,6.5] | -0.5 | -0.5     | token id 1 of the server is no token id",
                "null    | -0.5 | -0.5     | the server gave no token ids",
            })
    void numbersThatAreNotWhatTheyShouldBeFailTheMember(String ids, String first, String second, String why)
            throws Exception {
        // Given
        server.then(FaultServer.json(FaultServer.body("[" + FaultServer.choice(0, "text", ids, first, second) + "]")));

        // When
        MemberResult member = one(settings(ServerFlavor.VLLM));

        // Then
        assertFailed(member, Fault.NUMBERS, why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"prompt_token_ids\":[1,-2]                             | prompt token id 1 of the server is no token id",
                "\"prompt_token_ids\":[1,\"2\"]                          | prompt token id 1 of the server is no token id",
                "\"usage\":{\"prompt_tokens\":-3}                        | count of prompt tokens is -3",
                "\"usage\":{\"prompt_tokens\":4294967296}                | count of prompt tokens is 4294967296",
                "\"usage\":{\"prompt_tokens\":\"3\"}                     | count of prompt tokens is \"3\"",
            })
    void promptsWhoseNumbersAreNoneFailTheMember(String numbers, String why) throws Exception {
        // Given
        server.then(FaultServer.json(
                "{\"choices\":[" + FaultServer.choice(0, "text", "[5]", "-0.5") + "]," + numbers + "}"));

        // When
        MemberResult member = one(settings(ServerFlavor.VLLM));

        // Then
        assertFailed(member, Fault.NUMBERS, why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "\"usage\":{\"completion_tokens\":7}    | 7    | none",
                "\"usage\":{}                           | none | none",
                "\"usage\":{\"completion_tokens\":null} | none | none",
                "\"usage\":{\"completion_tokens\":101}  | none | sampled 101 tokens, and was allowed 100",
                "\"usage\":{\"completion_tokens\":-1}   | none | count of completion tokens is -1",
                "\"usage\":{\"completion_tokens\":6.5}  | none | count of completion tokens is 6.5",
            })
    void ofAServerThatGivesTextAloneItsCountIsTaken(String usage, @Nullable Integer count, @Nullable String why)
            throws Exception {
        // Given
        server.then(FaultServer.json(
                "{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":\"text\"}}]," + usage
                        + "}"));
        Task task = task(1).setSampling(SamplingParameters.newBuilder(task(1).getSampling())
                        .setTopK(0)
                        .setMinP(0.0)
                        .build())
                .build();

        // When
        List<MemberResult> members;
        try (OpenAiEngine engine = engine(settings(ServerFlavor.OPENAI))) {
            engine.probe();
            members = generate(engine, request(task));
        }

        // Then
        if (why == null) {
            assertThat(((Completed) members.get(0)).sampled())
                    .isEqualTo(count == null ? Sampled.textOnly() : Sampled.counted(count));
        } else {
            assertThat(((Failed) members.get(0)).error()).contains(why);
        }
    }

    @Test
    void aServerThatSamplesMoreThanItMayFailsTheMember() throws Exception {
        // Given
        String ids = "5,".repeat(100) + "5";
        String[] logprobs = new String[101];
        Arrays.fill(logprobs, "-0.5");
        server.then(FaultServer.json(
                FaultServer.body("[" + FaultServer.choice(0, "text", "[" + ids + "]", logprobs) + "]")));

        // When
        MemberResult member = one(settings(ServerFlavor.VLLM));

        // Then
        assertThat(member)
                .isEqualTo(new Failed(0, Fault.NUMBERS, "the server sampled 101 tokens, and was allowed 100"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | MISSING | left out completion 1 of 1",
                "[{\"index\":0}] | MISSING | names no finish reason",
                "[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":null}}] | MISSING | has no text",
                "[{\"index\":0,\"finish_reason\":\"abort\",\"message\":{\"content\":\"half\"}}] | ABORTED | completion with 'abort'",
                "[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":\"c\",\"reasoning\":\"r\"}}] | ALTERED | reasoning",
                "[{\"index\":9,\"finish_reason\":\"stop\",\"message\":{\"content\":\"c\"}}] | MISSING | left out completion 1 of 1",
                "[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"tool_calls\":[1]}}] | ALTERED | tool call",
                "[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":\"\\uD83D\"}}] | GARBLED | half a character",
            })
    void choicesThatAreNoneFailTheMember(String choices, Fault fault, String why) throws Exception {
        // Given
        server.then(FaultServer.json(FaultServer.body(choices)));

        // When
        MemberResult member = one(settings(ServerFlavor.VLLM));

        // Then
        assertFailed(member, fault, why);
    }
}
