package dev.rollstream.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@NeedsPyTorch
class SamplerTest {
    private static final SamplingOptions SHARPENED = new SamplingOptions(0.7, 0.9, 12);

    private final Weights weights = Weights.random(Toys.SIZE, 1);
    private final Sampler sampler = new Sampler(weights);

    @AfterEach
    void close() {
        weights.close();
    }

    @Test
    void theSameSeedGivesTheSameCompletionsWhateverElseWasSampled() {
        // Given
        List<PromptFeatures> prompts = Toys.prompts(3);
        List<List<Completion>> first = sampler.sample(prompts, 4, SamplingOptions.training(12), 7);

        // When
        sampler.sample(Toys.prompts(2), 3, SHARPENED, 8);
        List<List<Completion>> second = sampler.sample(prompts, 4, SamplingOptions.training(12), 7);

        // Then
        assertThat(second).usingRecursiveComparison().isEqualTo(first);
    }

    @Test
    void anotherSeedGivesOthers() {
        List<PromptFeatures> prompts = Toys.prompts(1);
        assertThat(texts(sampler.sample(prompts, 8, SamplingOptions.training(12), 1)))
                .isNotEqualTo(texts(sampler.sample(prompts, 8, SamplingOptions.training(12), 2)));
    }

    @Test
    void givenSequencesHaveTheLogProbabilitiesThatTheyWereSampledWith() {
        for (SamplingOptions options : List.of(SamplingOptions.training(12), SHARPENED, SamplingOptions.greedy(12))) {
            // Given
            List<PromptFeatures> prompts = Toys.prompts(3);
            List<Completion> sampled = new ArrayList<>();
            sampler.sample(prompts, 2, options, 3).forEach(sampled::addAll);
            Rows rows = new Rows(
                    new int[] {0, 0, 1, 1, 2, 2},
                    sampled.stream().map(Completion::tokens).toList());

            // When
            List<LogProbs> evaluated = sampler.logProbs(prompts, rows, options);

            // Then
            for (int row = 0; row < sampled.size(); row++) {
                assertThat(evaluated.get(row).raw())
                        .containsExactly(sampled.get(row).logProbs().raw(), within(1e-5f));
                assertThat(evaluated.get(row).processed())
                        .containsExactly(sampled.get(row).logProbs().processed(), within(1e-5f));
            }
        }
    }

    @Test
    void aRowDoesNotHangOnTheOtherRowsOfItsBatch() {
        // Given
        List<PromptFeatures> prompts = Toys.prompts(5);
        Rows all = Toys.rows(5);
        Rows third = new Rows(new int[] {0}, all.sequences().subList(3, 4));

        // When
        LogProbs among = sampler.logProbs(prompts, all, SHARPENED).get(3);
        LogProbs alone =
                sampler.logProbs(prompts.subList(3, 4), third, SHARPENED).get(0);

        // Then
        assertThat(among.raw()).containsExactly(alone.raw(), within(1e-5f));
    }

    @Test
    void greedyTakesTheLikeliestTokenEveryTime() {
        List<Completion> greedy =
                sampler.sample(Toys.prompts(1), 3, SamplingOptions.greedy(9), 5).get(0);
        assertThat(greedy)
                .extracting(Completion::text)
                .containsOnly(greedy.get(0).text());
        assertThat(greedy.get(0).logProbs().processed()).containsOnly(0f);
    }

    @Test
    void completionsStopAtTheLimitAndSayWhetherTheyEnded() {
        for (Completion completion : sampler.sample(Toys.prompts(1), 64, SamplingOptions.training(6), 5)
                .get(0)) {
            int[] tokens = completion.tokens();
            assertThat(tokens).hasSizeBetween(1, 6);
            assertThat(completion.ended()).isEqualTo(tokens[tokens.length - 1] == Vocabulary.END);
            assertThat(completion.ended() || tokens.length == 6).isTrue();
        }
    }

    @Test
    void picturesChangeTheLogitsOfLabelsOnly() {
        // Given
        String text = "Which patch is flipped?";
        List<PromptFeatures> prompts =
                List.of(Toys.features(text, Toys.noise(40, 30, 1)), Toys.features(text, Toys.plain(40, 30, 0x3355AA)));
        int[] tokens = {9, 14, 10, 11, 2, 12, Vocabulary.END};
        Rows rows = new Rows(new int[] {0, 1}, List.of(tokens, tokens));

        // When
        float[] logits;
        try (var manager = weights.manager().newSubManager()) {
            logits = weights.network().logits(manager, prompts, rows).toFloatArray();
        }

        // Then
        int half = logits.length / 2;
        for (int i = 0; i < half; i++) {
            if (i % Vocabulary.size() >= Vocabulary.LABELS) {
                assertThat(logits[half + i]).isEqualTo(logits[i], within(1e-5f));
            } else {
                assertThat(logits[half + i]).isNotEqualTo(logits[i]);
            }
        }
    }

    @Test
    void nothingToSampleIsRefused() {
        assertThatThrownBy(() -> sampler.sample(List.of(), 1, SHARPENED, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 prompts");
    }

    private static List<String> texts(List<List<Completion>> groups) {
        return groups.get(0).stream().map(Completion::text).toList();
    }
}
