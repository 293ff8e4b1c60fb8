package dev.rollstream.producer.worker.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollstream.avro.LogprobKind;
import dev.rollstream.avro.SamplingParameters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a server speaks beyond OpenAI's API: the fields that switch off its own defaults, give token ids, and keep the text whole.
 * Sampling parameters are always sent, neutral ones too, so that neither a model's generation config nor the server's command line
 * decides how a rollout was sampled.
 */
public enum ServerFlavor {
    /** vLLM 0.10.2 and newer. Log-probabilities are raw, unless it was started with {@code --logprobs-mode}. */
    VLLM(LogprobKind.RAW, true) {
        @Override
        void extend(ObjectNode body, SamplingParameters sampling) {
            body.put("top_logprobs", 0).put("return_token_ids", true);
            body.put("top_k", minusOneForOff(sampling.getTopK())).put("min_p", sampling.getMinP());
            body.put("repetition_penalty", 1.0).put("watermarking", false);
            body.put("min_tokens", 0).put("ignore_eos", false);
            body.put("skip_special_tokens", true).put("include_stop_str_in_output", true);
        }
    },
    /** SGLang. Log-probabilities are those after temperature. */
    SGLANG(LogprobKind.TEMPERED, true) {
        @Override
        void extend(ObjectNode body, SamplingParameters sampling) {
            body.put("return_token_ids", true).put("return_prompt_token_ids", true);
            body.put("separate_reasoning", false);
            body.put("top_k", minusOneForOff(sampling.getTopK())).put("min_p", sampling.getMinP());
            body.put("repetition_penalty", 1.0).put("min_tokens", 0).put("ignore_eos", false);
            body.put("skip_special_tokens", true).put("no_stop_trim", true);
        }
    },
    /**
     * llama.cpp's own server. Log-probabilities are raw, with token ids beside them. Tokens that are bytes of one character it reports
     * as one, with the last one's numbers: such a completion is of text alone, since the ids of the others are not to be had. Its chain of
     * samplers is named too, so that one that a command line added, or took out, changes nothing.
     */
    LLAMACPP(LogprobKind.RAW, false) {
        @Override
        void extend(ObjectNode body, SamplingParameters sampling) {
            body.put("top_logprobs", 1).put("post_sampling_probs", false).put("reasoning_format", "none");
            body.put("top_k", sampling.getTopK()).put("min_p", sampling.getMinP());
            body.put("repeat_penalty", 1.0).put("typical_p", 1.0).put("dynatemp_range", 0.0);
            body.put("mirostat", 0).put("dry_multiplier", 0.0).put("xtc_probability", 0.0);
            body.put("top_n_sigma", -1.0).put("adaptive_target", -1.0);
            body.put("min_keep", 0).put("ignore_eos", false);
            CHAIN.forEach(body.putArray("samplers")::add);
        }
    },
    /**
     * Text Generation Inference. It gives no token ids. It refuses a top-p of 1, which is what it does without one, and makes a repetition
     * penalty of the presence penalty plus 2, so that only one which is not sent is off.
     */
    TGI(LogprobKind.UNKNOWN, false) {
        @Override
        void extend(ObjectNode body, SamplingParameters sampling) {
            body.remove("presence_penalty");
            if (sampling.getTopP() >= 1) {
                body.remove("top_p");
            }
        }

        @Override
        Optional<String> cannot(SamplingParameters sampling) {
            return OPENAI.cannot(sampling);
        }
    },
    /** OpenAI's API and nothing else: no top-k, no min-p, no promise of token ids. */
    OPENAI(LogprobKind.UNKNOWN, false) {
        @Override
        void extend(ObjectNode body, SamplingParameters sampling) {}

        @Override
        Optional<String> cannot(SamplingParameters sampling) {
            boolean plain = sampling.getTopK() == 0 && sampling.getMinP() == 0;
            return plain
                    ? Optional.empty()
                    : Optional.of("this kind of server knows neither top-k " + sampling.getTopK() + " nor min-p "
                            + sampling.getMinP() + "; name the server's own flavor");
        }
    };

    /** What llama.cpp does to a distribution, in its own order. */
    private static final List<String> CHAIN = List.of("top_k", "top_p", "min_p", "temperature");

    private final LogprobKind logprobs;
    private final boolean givesTokens;

    ServerFlavor(LogprobKind logprobs, boolean givesTokens) {
        this.logprobs = logprobs;
        this.givesTokens = givesTokens;
    }

    /** What its log-probabilities are unless it was started otherwise. */
    public LogprobKind logprobs() {
        return logprobs;
    }

    /** Whether it can be told to truncate the distribution, and not to. */
    boolean truncates() {
        return this == VLLM || this == SGLANG || this == LLAMACPP;
    }

    /** Whether each reply names the version of the weights, once the server was given one. */
    boolean namesVersions() {
        return this == SGLANG;
    }

    /** Whether a completion must come with token ids and as many log-probabilities. */
    boolean givesTokens() {
        return givesTokens;
    }

    /** Adds the fields that only this kind of server knows. */
    abstract void extend(ObjectNode body, SamplingParameters sampling);

    /** Why it cannot sample like that; empty if it can. */
    Optional<String> cannot(SamplingParameters sampling) {
        return Optional.empty();
    }

    /** How it is called in rollouts. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static int minusOneForOff(int topK) {
        return topK == 0 ? -1 : topK;
    }
}
