package dev.rollstream.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Sequence;
import dev.rollstream.runtime.DeadLetterReason;
import dev.rollstream.scorer.verifier.AnswerSpec;
import dev.rollstream.scorer.verifier.Completion;
import dev.rollstream.scorer.verifier.RewardComponent;
import dev.rollstream.scorer.verifier.Verdict;
import dev.rollstream.scorer.verifier.Verifier;
import dev.rollstream.scorer.verifier.VerifierBudget;
import dev.rollstream.scorer.verifier.VerifierRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a member carries, what verifiers do to it, and what does not fit. */
class ScoringTest {
    private static final ScorerOptions OPTIONS = new ScorerOptions(
            1024,
            Duration.ofHours(1),
            Duration.ofMinutes(5),
            1L << 30,
            new VerifierBudget(Duration.ofMillis(50), 2, 10));

    @Test
    @SuppressWarnings("NullAway") // a generated constructor takes null where the schema does
    void carriesWhatGatesAndBatchingNeed() {
        try (ScorerHarness scorer = new ScorerHarness(OPTIONS, 1)) {
            // Given
            open(scorer, "spatial-ssrl", Map.of("format_weight", "0.2"));
            Rollout rollout = Records.rollout("r/1", 0, "B")
                    .setAttempt(2)
                    .setFinishReason(FinishReason.LENGTH)
                    .setPolicyVersionMin(4L)
                    .setPolicyVersionMax(6L)
                    .setSequences(List.of(Sequence.newBuilder()
                            .setTokenIds(ByteBuffer.allocate(4096))
                            .build()))
                    .build();

            // When
            scorer.rollout(5, rollout);

            // Then
            MemberScored member = member(scorer);
            assertThat(member.getAttempt()).isEqualTo(2);
            assertThat(member.getReward()).isEqualTo(0.2);
            assertThat(member.getComponents())
                    .extracting(part -> part.getName() + "=" + part.getValue())
                    .containsExactly("format=1.0", "accuracy=0.0");
            assertThat(member.getVerifier()).isEqualTo("spatial-ssrl/1");
            assertThat(member.getDetail()).isNull();
            assertThat(member.getTokenCount()).isEqualTo(7);
            assertThat(member.getFinishReason()).isEqualTo(FinishReason.LENGTH);
            assertThat(member.getPolicyId()).isEqualTo("policy");
            assertThat(member.getPolicyVersionMin()).isEqualTo(4);
            assertThat(member.getPolicyVersionMax()).isEqualTo(6);
            assertThat(member.getRollout()).isEqualTo(new RecordRef(null, 0, 0L));
        }
    }

    @Test
    void writesSmallMembersWhateverTheRolloutWeighs() throws IOException {
        try (ScorerHarness scorer = new ScorerHarness(OPTIONS, 1)) {
            // Given
            open(scorer, "spatial-ssrl", Map.of());

            // When
            scorer.rollout(
                    5,
                    Records.rollout("r/1", 0, "A").setText("x".repeat(100_000)).build());

            // Then
            RewardEvent event = scorer.rewards().get(1);
            assertThat(RewardEvent.getEncoder().encode(event).remaining()).isLessThan(200);
        }
    }

    @Test
    void failsTheMembersOfAVerifierThatNeverAnswers() {
        Verifier deaf = verifier("deaf", () -> {
            while (true) {
                Thread.onSpinWait();
                if (Thread.interrupted()) {
                    throw new IllegalStateException("interrupted");
                }
            }
        });
        try (ScorerHarness scorer =
                new ScorerHarness(OPTIONS, 1, VerifierRegistry.of(List.of(deaf), OPTIONS.verifierBudget()))) {
            // Given
            open(scorer, "deaf", Map.of());

            // When
            for (int i = 0; i < 4; i++) {
                scorer.rollout(5, Records.rollout("r/1", i, "A").build());
            }

            // Then
            assertThat(scorer.rewards().subList(1, 5))
                    .extracting(event -> event.getMember().getOutcome())
                    .containsExactly(
                            MemberOutcome.TIMEOUT, MemberOutcome.TIMEOUT, MemberOutcome.ERROR, MemberOutcome.ERROR);
            assertThat(scorer.rewards().subList(1, 5))
                    .allMatch(event -> event.getMember().getReward() == null);
        }
    }

    @Test
    void replacesAVerdictThatIsTooLargeToWrite() {
        Verifier chatty = verifier(
                "chatty",
                () -> new Verdict.Scored(Collections.nCopies(200_000, new RewardComponent("component", 1)), 1, null));
        try (ScorerHarness scorer = new ScorerHarness(
                OPTIONS, 1, VerifierRegistry.of(List.of(chatty), new VerifierBudget(Duration.ofMinutes(1), 2, 10)))) {
            // Given
            open(scorer, "chatty", Map.of());

            // When
            scorer.rollout(5, Records.rollout("r/1", 0, "A").build());

            // Then
            MemberScored member = member(scorer);
            assertThat(member.getOutcome()).isEqualTo(MemberOutcome.ERROR);
            assertThat(member.getDetail()).contains("too large");
        }
    }

    @Test
    void boundsWhatAFailedWorkerSays() {
        try (ScorerHarness scorer = new ScorerHarness(OPTIONS, 1)) {
            // Given
            open(scorer, "spatial-ssrl", Map.of());

            // When
            scorer.rollout(
                    5,
                    Records.rollout("r/1", 0, "A")
                            .setFinishReason(FinishReason.ERROR)
                            .setError("e".repeat(1_000_000))
                            .build());

            // Then
            assertThat(member(scorer).getOutcome()).isEqualTo(MemberOutcome.ERROR);
            assertThat(member(scorer).getDetail()).hasSize(200);
        }
    }

    @Test
    void refusesAPolicyIdThatIsNone() {
        try (ScorerHarness scorer = new ScorerHarness(OPTIONS, 1)) {
            // Given
            open(scorer, "spatial-ssrl", Map.of());

            // When
            scorer.rollout(
                    5,
                    Records.rollout("r/1", 0, "A").setPolicyId("p".repeat(257)).build());

            // Then
            assertThat(scorer.deadLetters())
                    .extracting(letter -> letter.reason())
                    .containsExactly(DeadLetterReason.INVALID);
        }
    }

    @Test
    void refusesAnAnswerKeyThatIsTooLarge() {
        try (ScorerHarness scorer = new ScorerHarness(OPTIONS, 1)) {
            // When
            scorer.key(
                    0,
                    Records.key(
                            "r/1",
                            Records.answerKey("A".repeat(300_000), 1, 1_000).build()));

            // Then
            assertThat(scorer.deadLetters())
                    .extracting(letter -> letter.reason())
                    .containsExactly(DeadLetterReason.OVERSIZE);
            assertThat(scorer.rewards()).isEmpty();
        }
    }

    @Test
    void parksNothingThatItsChangelogWouldRefuse() {
        try (ScorerHarness scorer = new ScorerHarness(OPTIONS, 1)) {
            // When
            scorer.rollout(
                    0,
                    Records.rollout("r/1", 0, "A").setText("x".repeat(9 << 20)).build());

            // Then
            assertThat(scorer.deadLetters())
                    .extracting(letter -> letter.reason())
                    .containsExactly(DeadLetterReason.OVERSIZE);
            assertThat(scorer.gauge("parked_bytes")).isZero();
        }
    }

    @Test
    void countsWhatItDoes() {
        try (ScorerHarness scorer = new ScorerHarness(OPTIONS, 1)) {
            // Given
            open(scorer, "spatial-ssrl", Map.of());

            // When
            scorer.rollout(5, Records.rollout("r/1", 0, "A").build());
            scorer.rollout(5, Records.rollout("r/1", 0, "A").build());
            scorer.rollout(5, Records.rollout("r/2", 0, "A").build());

            // Then
            assertThat(scorer.counter("rewards_total")).isEqualTo(1);
            assertThat(scorer.counter("rollouts_duplicate_total")).isEqualTo(1);
            assertThat(scorer.counter("rollouts_parked_total")).isEqualTo(1);
            assertThat(scorer.gauge("groups_open")).isEqualTo(1);
            assertThat(scorer.gauge("parked_bytes")).isPositive();
        }
    }

    private static void open(ScorerHarness scorer, String verifier, Map<String, String> parameters) {
        scorer.key(
                0,
                Records.key(
                        "r/1",
                        Records.answerKey("A", 8, 60_000)
                                .setVerifier(verifier)
                                .setVerifierParameters(parameters)
                                .build()));
    }

    private static MemberScored member(ScorerHarness scorer) {
        return scorer.rewards().get(1).getMember();
    }

    private static Verifier verifier(String name, java.util.function.Supplier<Verdict> body) {
        return new Verifier() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String version() {
                return "1";
            }

            @Override
            public Verdict verify(Completion completion, AnswerSpec answer) {
                return body.get();
            }
        };
    }
}
