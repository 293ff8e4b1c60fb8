package dev.rollstream.scorer.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class VerifierRegistryTest {
    private static final VerifierBudget GENEROUS = new VerifierBudget(Duration.ofMinutes(1), 3, 10);
    private static final VerifierBudget TIGHT = new VerifierBudget(Duration.ofMillis(20), 3, 10);
    private static final Verdict.Scored GOOD = new Verdict.Scored(List.of(new RewardComponent("accuracy", 1)), 1, "A");

    @Test
    void knowsTheBuiltInVerifiers() {
        // When
        VerifierRegistry registry = VerifierRegistry.builtIn();

        // Then
        assertThat(registry.names()).containsExactly("dapo", "math-exact", "r1v", "spatial-ssrl");
        assertThat(registry.require("spatial-ssrl").id()).isEqualTo("spatial-ssrl/1");
    }

    @Test
    void findsVerifiersOnTheClassPath() {
        try (VerifierRegistry registry = VerifierRegistry.load(GENEROUS)) {
            // When
            VerifierOutcome outcome = registry.require(EchoVerifier.NAME).score(Completion.of("A"), AnswerSpec.of("A"));

            // Then
            assertThat(outcome).isInstanceOfSatisfying(Verdict.Scored.class, reward -> assertThat(reward.overall())
                    .isEqualTo(1.0));
        }
    }

    @Test
    void namesTheVerifiersThatThereAre() {
        // When
        VerifierRegistry registry = VerifierRegistry.builtIn();

        // Then
        assertThatThrownBy(() -> registry.require("magic"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no verifier 'magic'; known are dapo, math-exact, r1v, spatial-ssrl");
    }

    @Test
    void refusesTwoVerifiersOfOneName() {
        // When
        List<Verifier> impostor = List.of(verifier("spatial-ssrl", (completion, answer) -> GOOD));

        // Then
        assertThatThrownBy(() -> VerifierRegistry.of(impostor, GENEROUS)).hasMessageContaining("spatial-ssrl");
    }

    @Test
    void turnsABadSettingIntoAFailureOfThatCompletion() {
        // Given
        Scorer scorer = VerifierRegistry.builtIn().require("spatial-ssrl");

        // When
        VerifierOutcome outcome =
                scorer.score(Completion.of("A"), new AnswerSpec("A", java.util.Map.of("format_weight", "x")));

        // Then
        assertThat(outcome).isInstanceOfSatisfying(VerifierOutcome.Failed.class, failed -> assertThat(failed.reason())
                .contains("spatial-ssrl/1", "format_weight"));
    }

    @Test
    void turnsAnExceptionOfAForeignVerifierIntoAFailure() {
        // Given
        Verifier broken = verifier("broken", (completion, answer) -> {
            throw new StackOverflowError();
        });
        try (VerifierRegistry registry = VerifierRegistry.of(List.of(broken), GENEROUS)) {
            // When
            VerifierOutcome outcome =
                    registry.require("broken").score(Completion.of("x".repeat(9999)), AnswerSpec.of("A"));

            // Then
            assertThat(outcome)
                    .isInstanceOfSatisfying(VerifierOutcome.Failed.class, failed -> assertThat(failed.reason())
                            .contains("StackOverflowError"));
        }
    }

    @Test
    void suspendsAVerifierThatNeverAnswers() {
        // Given
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);
        Verifier deaf = verifier("deaf", (completion, answer) -> {
            calls.incrementAndGet();
            awaitIgnoringInterrupts(never);
            return GOOD;
        });
        try (VerifierRegistry registry = VerifierRegistry.of(List.of(deaf), TIGHT)) {
            Scorer scorer = registry.require("deaf");

            // When
            List<VerifierOutcome> outcomes = java.util.stream.IntStream.range(0, 10)
                    .mapToObj(i -> scorer.score(Completion.of("A"), AnswerSpec.of("A")))
                    .toList();

            // Then
            assertThat(outcomes.subList(0, 3)).allMatch(VerifierOutcome.TimedOut.class::isInstance);
            assertThat(outcomes.subList(3, 10)).allSatisfy(outcome -> assertThat(outcome)
                    .isInstanceOfSatisfying(VerifierOutcome.Failed.class, failed -> assertThat(failed.reason())
                            .contains("suspended")));
            assertThat(calls).hasValueLessThanOrEqualTo(3);
        } finally {
            never.countDown();
        }
    }

    @Test
    void forgivesARareTimeout() {
        // Given
        CountDownLatch never = new CountDownLatch(1);
        Verifier moody = verifier("moody", (completion, answer) -> {
            if (completion.text().equals("slow")) {
                awaitUnlessInterrupted(never);
            }
            return GOOD;
        });
        VerifierBudget budget = new VerifierBudget(Duration.ofSeconds(2), 2, 5);
        try (VerifierRegistry registry = VerifierRegistry.of(List.of(moody), budget)) {
            Scorer scorer = registry.require("moody");

            // When
            for (int round = 0; round < 2; round++) {
                assertThat(scorer.score(Completion.of("slow"), AnswerSpec.of("A")))
                        .isInstanceOf(VerifierOutcome.TimedOut.class);
                for (int i = 0; i < 5; i++) {
                    assertThat(scorer.score(Completion.of("quick"), AnswerSpec.of("A")))
                            .isEqualTo(GOOD);
                }
            }

            // Then
            assertThat(scorer.score(Completion.of("quick"), AnswerSpec.of("A"))).isEqualTo(GOOD);
        } finally {
            never.countDown();
        }
    }

    private static Verifier verifier(String name, BiFunction<Completion, AnswerSpec, Verdict> body) {
        return new Verifier() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String version() {
                return "0";
            }

            @Override
            public Verdict verify(Completion completion, AnswerSpec answer) {
                return body.apply(completion, answer);
            }
        };
    }

    private static void awaitIgnoringInterrupts(CountDownLatch latch) {
        boolean open = false;
        while (!open) {
            try {
                latch.await();
                open = true;
            } catch (InterruptedException e) {
                // A verifier that cannot be stopped.
            }
        }
    }

    private static void awaitUnlessInterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
