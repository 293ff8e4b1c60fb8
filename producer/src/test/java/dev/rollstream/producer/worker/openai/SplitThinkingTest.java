package dev.rollstream.producer.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SplitThinkingTest {
    private static ObjectNode sampled(String... tokens) {
        ObjectNode logprobs = new ObjectMapper().createObjectNode();
        ArrayNode content = logprobs.putArray("content");
        for (String token : tokens) {
            ArrayNode bytes = content.addObject().putArray("bytes");
            for (byte value : token.getBytes(StandardCharsets.UTF_8)) {
                bytes.add(value & 0xff);
            }
        }
        return logprobs;
    }

    @Test
    void tagsAndWhiteSpaceComeBackFromTheTokens() {
        // When / Then
        assertThat(SplitThinking.join(
                        "it is é", "B", sampled("<think>", "\n", "it is é", "\n", "</think>", "\n\n", "B", "<|end|>")))
                .contains("<think>\nit is é\n</think>\n\nB");
    }

    @Test
    void aTemplateThatThinksInThePromptIsLeftAsItIs() {
        // When / Then
        assertThat(SplitThinking.join("it is", "B", sampled("it is", "</think>", "B")))
                .contains("it is</think>B");
    }

    @Test
    void thinkingThatWasCutShortIsAllThereIs() {
        // When / Then
        assertThat(SplitThinking.join("it i", "", sampled("<think>", "it i"))).contains("<think>it i");
    }

    @Test
    void withoutBytesNothingIsCertain() {
        // Given
        ObjectNode logprobs = sampled("<think>", "it is", "</think>", "B");
        ((ObjectNode) logprobs.path("content").get(1)).putNull("bytes");

        // When / Then
        assertThat(SplitThinking.join("it is", "B", logprobs)).isEmpty();
    }

    @Test
    void fieldsThatAreNotWhatWasSampledAreNotBelieved() {
        // When / Then
        assertThat(SplitThinking.join("it is", "B", sampled("<think>", "it was", "</think>", "B")))
                .isEmpty();
        assertThat(SplitThinking.join("it is", "B", sampled("<think>", "it is", "</think>", "B", " or", " C")))
                .isEmpty();
    }
}
