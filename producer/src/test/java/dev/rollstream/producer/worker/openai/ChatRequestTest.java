package dev.rollstream.producer.worker.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.avro.SamplingParameters;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChatRequestTest {
    private static final SamplingParameters SAMPLING = SamplingParameters.newBuilder()
            .setTemperature(0.9)
            .setTopP(1.0)
            .setTopK(0)
            .setMinP(0.0)
            .setMaxTokens(100)
            .build();

    private static JsonNode body(ServerFlavor flavor) throws IOException {
        return new ObjectMapper().readTree(new ChatRequest("[]", SAMPLING, 0, 1).body(flavor, "tiny"));
    }

    @ParameterizedTest
    @CsvSource({
        "VLLM,top_k,-1",
        "VLLM,min_p,0.0",
        "VLLM,repetition_penalty,1.0",
        "VLLM,watermarking,false",
        "VLLM,min_tokens,0",
        "VLLM,ignore_eos,false",
        "SGLANG,top_k,-1",
        "SGLANG,min_p,0.0",
        "SGLANG,repetition_penalty,1.0",
        "SGLANG,min_tokens,0",
        "SGLANG,ignore_eos,false",
        "LLAMACPP,top_k,0",
        "LLAMACPP,min_p,0.0",
        "LLAMACPP,repeat_penalty,1.0",
        "LLAMACPP,typical_p,1.0",
        "LLAMACPP,top_n_sigma,-1.0",
        "LLAMACPP,adaptive_target,-1.0",
        "LLAMACPP,dynatemp_range,0.0",
        "LLAMACPP,mirostat,0",
        "LLAMACPP,dry_multiplier,0.0",
        "LLAMACPP,xtc_probability,0.0",
        "LLAMACPP,min_keep,0",
        "LLAMACPP,ignore_eos,false",
        "OPENAI,presence_penalty,0.0"
    })
    void whatATaskDoesNotAskForIsSentAsOff(ServerFlavor flavor, String name, String off) throws IOException {
        assertThat(body(flavor).path(name).asText()).isEqualTo(off);
    }

    @ParameterizedTest
    @EnumSource
    void everyServerIsToldWhatATaskAsksFor(ServerFlavor flavor) throws IOException {
        // When
        JsonNode body = body(flavor);

        // Then
        assertThat(body.path("temperature").asDouble()).isEqualTo(0.9);
        assertThat(body.path("max_tokens").asInt()).isEqualTo(100);
        assertThat(body.path("frequency_penalty").asText()).isEqualTo("0.0");
    }

    @Test
    void theChainOfSamplersIsNamed() throws IOException {
        assertThat(body(ServerFlavor.LLAMACPP).path("samplers"))
                .extracting(JsonNode::asText)
                .isEqualTo(List.of("top_k", "top_p", "min_p", "temperature"));
    }

    @Test
    void whatTgiTakesForAPenaltyAndWhatItRefusesIsLeftOut() throws IOException {
        assertThat(body(ServerFlavor.TGI).fieldNames())
                .toIterable()
                .doesNotContain("presence_penalty", "top_p", "top_k", "min_p");
    }
}
