package dev.rollstream.producer.worker.scripted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Task;
import dev.rollstream.producer.worker.GenerationRequest;
import dev.rollstream.producer.worker.MemberResult;
import dev.rollstream.producer.worker.MemberResult.Completed;
import dev.rollstream.producer.worker.MemberResult.Failed;
import dev.rollstream.producer.worker.scripted.ScriptedSettings.Latency;
import dev.rollstream.producer.worker.scripted.ScriptedSettings.Rates;
import dev.rollstream.producer.worker.scripted.ScriptedSettings.Tokens;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScriptedEngineTest {
    private static final int MANY = 2_000;
    private static final ScriptedSettings SETTINGS = ScriptedSettings.defaults();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private static GenerationRequest request(String groupId, int size, int maxTokens) {
        Task task = Task.newBuilder()
                .setGroupId(groupId)
                .setRunId("run")
                .setGroupSize(size)
                .setSampling(
                        SamplingParameters.newBuilder().setMaxTokens(maxTokens).build())
                .build();
        PolicyVersion policy =
                PolicyVersion.newBuilder().setPolicyId("main").setVersion(5).build();
        return new GenerationRequest(task, Optional.of(policy), Long.MAX_VALUE);
    }

    private List<MemberResult> generate(ScriptedSettings settings, AnswerOracle oracle, GenerationRequest request)
            throws InterruptedException {
        List<MemberResult> members = new ArrayList<>();
        try (ScriptedEngine engine = new ScriptedEngine(settings, oracle, meters)) {
            engine.generate(request, members::add);
        }
        members.sort(Comparator.comparingInt(MemberResult::index));
        return members;
    }

    private List<Completed> completions(ScriptedSettings settings) throws InterruptedException {
        return generate(settings, group -> Optional.of("0-2-3-1"), request("run/1", MANY, 2048)).stream()
                .map(Completed.class::cast)
                .toList();
    }

    private static double share(List<Completed> completions, java.util.function.Predicate<String> matches) {
        return (double) completions.stream()
                        .map(Completed::text)
                        .filter(matches)
                        .count()
                / completions.size();
    }

    @Test
    void ratesAreTheChosenOnes() throws Exception {
        // When
        List<Completed> completions = completions(SETTINGS.withRates(new Rates(0.3, 0.8, 0, 0)));

        // Then
        assertThat(share(completions, text -> text.contains("\\boxed{0-2-3-1}")))
                .isCloseTo(0.3, within(0.04));
        assertThat(share(completions, text -> text.matches("(?s)<think>.*</think>.*\\\\boxed\\{.*}")))
                .isCloseTo(0.8, within(0.04));
        assertThat(completions).allMatch(completion -> completion.finishReason() == FinishReason.STOP);
        assertThat(completions).allMatch(completion -> completion.policy().oldest() == 5);
    }

    @Test
    void truncatedCompletionsHaveTheLimitsLengthAndNoAnswer() throws Exception {
        // When
        List<Completed> completions = completions(SETTINGS.withRates(new Rates(1, 1, 0.25, 0)));

        // Then
        List<Completed> cut = completions.stream()
                .filter(completion -> completion.finishReason() == FinishReason.LENGTH)
                .toList();
        assertThat((double) cut.size() / MANY).isCloseTo(0.25, within(0.04));
        assertThat(cut).allSatisfy(completion -> {
            assertThat(completion.text()).doesNotContain("boxed").startsWith("<think>");
            assertThat(completion.sampled().sequences().get(0).ids()).hasSize(2048);
        });
    }

    @Test
    void lengthsFollowTheirMedianAndLimit() throws Exception {
        // When
        List<Completed> spread = completions(SETTINGS.withTokens(new Tokens(100, 0.5, 1000)));
        List<Completed> fixed =
                completions(SETTINGS.withRates(new Rates(1, 1, 0, 0)).withTokens(new Tokens(50, 0, 10)));

        // Then
        assertThat(spread.stream()
                                .filter(c -> c.sampled().sequences().get(0).ids().length < 100)
                                .count()
                        / (double) MANY)
                .isCloseTo(0.5, within(0.05));
        assertThat(fixed).allSatisfy(completion -> {
            assertThat(completion.sampled().sequences().get(0).ids()).hasSize(50);
            for (int id : completion.sampled().sequences().get(0).ids()) {
                assertThat(id).isBetween(0, 9);
            }
            for (float logprob : completion.sampled().sequences().get(0).logprobs()) {
                assertThat(logprob).isLessThanOrEqualTo(0).isFinite();
            }
        });
    }

    @Test
    void aMemberIsTheSameWhateverElseIsGenerated() throws Exception {
        // When
        List<MemberResult> alone = generate(SETTINGS, group -> Optional.of("2-1"), request("run/7", 2, 2048));
        List<MemberResult> among = generate(SETTINGS, group -> Optional.of("2-1"), request("run/7", 9, 2048));
        List<MemberResult> otherSeed =
                generate(SETTINGS.withSeed(1), group -> Optional.of("2-1"), request("run/7", 2, 2048));
        List<MemberResult> otherGroup = generate(SETTINGS, group -> Optional.of("2-1"), request("run/8", 2, 2048));

        // Then
        assertThat(texts(alone)).isEqualTo(texts(among.subList(0, 2))).doesNotHaveDuplicates();
        assertThat(texts(otherSeed)).doesNotContainAnyElementsOf(texts(alone));
        assertThat(texts(otherGroup)).doesNotContainAnyElementsOf(texts(alone));
    }

    private static List<String> texts(List<MemberResult> members) {
        return members.stream().map(member -> ((Completed) member).text()).toList();
    }

    @Test
    void withoutAnAnswerItIsWrongAndCountsTheGroup() throws Exception {
        // Given
        ScriptedSettings perfect = SETTINGS.withRates(new Rates(1, 1, 0, 0));

        // When
        List<MemberResult> members = generate(perfect, AnswerOracle.ignorant(), request("run/7", 3, 2048));

        // Then
        assertThat(texts(members)).allMatch(text -> text.endsWith("\\boxed{?}"));
        assertThat(meters.counter("rollstream_worker_scripted_clueless_total").count())
                .isEqualTo(1);
    }

    @Test
    void membersFailAtTheChosenRateAndComeInTheOrderOfTheirLatency() throws Exception {
        // Given
        ScriptedSettings settings =
                SETTINGS.withRates(new Rates(1, 1, 0, 0.5)).withLatency(new Latency(Duration.ofNanos(1_000), 1));
        List<MemberResult> members = new ArrayList<>();

        // When
        try (ScriptedEngine engine = new ScriptedEngine(settings, group -> Optional.of("A"), meters)) {
            engine.generate(request("run/7", MANY, 100), members::add);
        }

        // Then
        assertThat(members)
                .extracting(MemberResult::index)
                .doesNotHaveDuplicates()
                .isNotEqualTo(members.stream().map(MemberResult::index).sorted().toList());
        assertThat(members.stream().filter(Failed.class::isInstance).count() / (double) MANY)
                .isCloseTo(0.5, within(0.04));
    }

    @Test
    void ratesOutsideTheirRangeAreRefused() {
        assertThatThrownBy(() -> new Rates(1.5, 1, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scripted accuracy rate is 1.5; it must be 0 to 1");
    }
}
