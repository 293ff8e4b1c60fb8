package dev.rollstream.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.ClosedBy;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.Rollout;
import dev.rollstream.scorer.verifier.VerifierBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One thread, virtual time, a seed: keys, rollouts, redeliveries, conflicts, latecomers, cancellations and restarts in any order.
 * After every event the rewards so far must tell a legal story, and in the end nothing may be unaccounted for.
 */
class ScorerSimulationTest {
    private static final int EVENTS = 1_500;
    private static final int GROUPS = 60;
    private static final long TTL_MS = 400;

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void everyKeyEndsOnceAndEveryRolloutIsAccountedFor(long seed) {
        ScorerOptions options =
                new ScorerOptions(8, Duration.ofHours(1), Duration.ofMillis(300), 3_000, VerifierBudget.DEFAULT);
        try (ScorerHarness scorer = new ScorerHarness(options, 1)) {
            new Simulation(scorer, seed).run();
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    private static final class Simulation {
        private final ScorerHarness scorer;
        private final Random random;
        private final Story story = new Story();
        private final Set<Integer> keyed = new HashSet<>();
        private final List<AnswerKeyEvent> keys = new ArrayList<>();
        private final List<Rollout> rollouts = new ArrayList<>();
        private long nowMs;
        private int sentRollouts;
        private int deadRollouts;

        Simulation(ScorerHarness scorer, long seed) {
            this.scorer = scorer;
            this.random = new Random(seed);
        }

        void run() {
            for (int i = 0; i < EVENTS; i++) {
                nowMs += random.nextInt(6);
                event(random.nextInt(100));
                absorb();
            }
            settle();
            assertThat(story.opened).hasSameSizeAs(keyed);
            assertThat(story.ended.keySet()).isEqualTo(story.opened.keySet());
            assertThat(story.members.size() + (int) scorer.counter("rollouts_duplicate_total") + deadRollouts)
                    .as("every rollout is a member, a redelivery or a dead letter")
                    .isEqualTo(sentRollouts);
            assertThat(scorer.gauge("groups_open")).isZero();
            assertThat(scorer.gauge("parked_bytes")).isZero();
            assertThat(scorer.gauge("parked_rollouts")).isZero();
        }

        private void event(int dice) {
            if (dice < 15) {
                sendKey(random.nextInt(GROUPS));
            } else if (dice < 70) {
                send(Records.rollout(group(), random.nextInt(4), random.nextBoolean() ? "A" : "B")
                        .build());
            } else if (dice < 80 && !rollouts.isEmpty()) {
                send(rollouts.get(random.nextInt(rollouts.size())));
            } else if (dice < 83 && !keys.isEmpty()) {
                scorer.key(nowMs, keys.get(random.nextInt(keys.size())));
            } else if (dice < 85 && !keys.isEmpty()) {
                scorer.key(
                        nowMs,
                        Records.cancel(keys.get(random.nextInt(keys.size())).getGroupId(), "enough"));
            } else if (dice < 95) {
                readUpTo(nowMs);
                scorer.tick(nowMs);
            } else {
                scorer.restart();
            }
        }

        private String group() {
            return "run/" + random.nextInt(GROUPS);
        }

        private void sendKey(int group) {
            if (keyed.add(group)) {
                AnswerKeyEvent key = Records.key(
                        "run/" + group,
                        Records.answerKey("A", 1 + random.nextInt(4), TTL_MS).build());
                keys.add(key);
                scorer.key(nowMs, key);
            }
        }

        private void send(Rollout rollout) {
            rollouts.add(rollout);
            sentRollouts++;
            story.sent(rollout, scorer.rollout(nowMs, rollout));
        }

        private void readUpTo(long ms) {
            scorer.readiness.set(ScorerHarness.TOPICS.rollouts().name(), ms);
            scorer.readiness.set(ScorerHarness.TOPICS.answerKeys().name(), ms);
        }

        private void settle() {
            nowMs += 10_000;
            readUpTo(nowMs);
            scorer.tick(nowMs);
            absorb();
        }

        private void absorb() {
            scorer.rewards().forEach(story::tell);
            deadRollouts += (int) scorer.deadLetters().stream()
                    .filter(letter -> letter.topic()
                            .equals(ScorerHarness.TOPICS.rollouts().name()))
                    .count();
            scorer.forget();
        }
    }

    /** What the rewards say so far, and whether it can be true. */
    private static final class Story {
        private final Map<String, RewardEvent> opened = new HashMap<>();
        private final Map<String, RewardEvent> ended = new HashMap<>();
        private final Map<String, Integer> membersOf = new HashMap<>();
        private final Map<String, Rollout> members = new HashMap<>();
        private final Map<Long, Rollout> byOffset = new HashMap<>();

        void sent(Rollout rollout, long offset) {
            byOffset.put(offset, rollout);
        }

        void tell(RewardEvent event) {
            String group = event.getGroupId();
            assertThat(ended).as("nothing follows an end").doesNotContainKey(group);
            switch (event.getType()) {
                case OPEN ->
                    assertThat(opened.put(group, event)).as("opened once").isNull();
                case MEMBER -> member(event);
                case CLOSE -> close(event);
                case UNKNOWN -> throw new AssertionError("an event without a type");
            }
        }

        private void member(RewardEvent event) {
            String group = event.getGroupId();
            assertThat(opened).as("members follow the opening").containsKey(group);
            Rollout rollout = Objects.requireNonNull(
                    byOffset.get(event.getMember().getRollout().getOffset()));
            assertThat(rollout.getGroupId()).isEqualTo(group);
            assertThat(rollout.getIndex()).isEqualTo(event.getMember().getIndex());
            boolean isRight = rollout.getText().contains("{A}");
            assertThat(event.getMember().getReward()).isEqualTo(isRight ? 1.0 : 0.1);
            assertThat(members.put(group + "#" + rollout.getIndex(), rollout))
                    .as("one member a slot")
                    .isNull();
            membersOf.merge(group, 1, Integer::sum);
        }

        private void close(RewardEvent event) {
            String group = event.getGroupId();
            assertThat(opened).containsKey(group);
            int size = Objects.requireNonNull(opened.get(group)).getOpened().getGroupSize();
            int taken = membersOf.getOrDefault(group, 0);
            assertThat(event.getClosed().getMembers()).isEqualTo(taken);
            assertThat(event.getClosed().getClosedBy() == ClosedBy.FULL).isEqualTo(taken == size);
            ended.put(group, event);
        }
    }
}
