package dev.rollstream.local.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.UndecodableRecordException;
import dev.rollstream.runtime.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Looks at what was published since it looked last, and holds it against all invariants. */
final class Observer {
    private final World world;
    private final Inputs inputs;
    private final Coverage coverage;
    private final DeadLetters deadLetters = new DeadLetters();
    private final RewardInvariants rewards;
    private final RolloutInvariants rollouts;
    private final AdvantageInvariants advantages;
    private final AvroDeserializer<RewardEvent> deserializer;
    private int seenDeadLetters;
    private int seenRewards;
    private int seenAdvantages;

    Observer(World world, Inputs inputs, Setup setup, Coverage coverage) {
        this.world = world;
        this.inputs = inputs;
        this.coverage = coverage;
        rewards = new RewardInvariants(
                inputs, deadLetters, world.topics().rollouts().name(), coverage);
        rollouts = new RolloutInvariants(inputs, deadLetters, rewards, setup);
        advantages = new AdvantageInvariants(world, coverage);
        deserializer = new AvroDeserializer<>(RewardEvent.class, world.registry());
    }

    /** Checks what is new. Dead letters are known first, since what else was published with them may follow from them. */
    void look(long nowMs) {
        List<DeadLetter> letters = newDeadLetters();
        List<SimulatedLog.Entry> events = world.log(world.topics().rewards()).entries();
        while (seenRewards < events.size()) {
            reward(events.get(seenRewards++), nowMs);
        }
        rewards.settled();
        letters.forEach(this::judge);
        List<SimulatedLog.Entry> terminals =
                world.log(world.topics().advantages()).entries();
        while (seenAdvantages < terminals.size()) {
            advantages.accept(terminals.get(seenAdvantages++));
        }
    }

    private List<DeadLetter> newDeadLetters() {
        List<DeadLetter> letters = new ArrayList<>();
        List<SimulatedLog.Entry> entries =
                world.log(world.topics().deadLetters()).entries();
        while (seenDeadLetters < entries.size()) {
            DeadLetter letter =
                    DeadLetter.of(entries.get(seenDeadLetters++).headers()).orElseThrow();
            deadLetters.add(letter);
            letters.add(letter);
        }
        return letters;
    }

    private void reward(SimulatedLog.Entry entry, long nowMs) {
        if (inputs.rewardFates().containsKey(entry.offset())) {
            return;
        }
        RewardEvent event;
        try {
            event = Objects.requireNonNull(
                    deserializer.deserialize(world.topics().rewards().name(), entry.headers(), entry.value()));
        } catch (UndecodableRecordException e) {
            throw new AssertionError("the scorer wrote what cannot be read, at offset " + entry.offset(), e);
        }
        String key = new String(Objects.requireNonNull(entry.key()), StandardCharsets.UTF_8);
        assertThat(event.getGroupId()).as("key of %s", event).isEqualTo(key);
        rewards.accept(event, nowMs);
        advantages.expect(key, event);
    }

    private void judge(DeadLetter letter) {
        if (letter.topic().equals(world.topics().rollouts().name())) {
            rollouts.deadRollout(letter.offset(), letter.reason());
        } else if (letter.topic().equals(world.topics().answerKeys().name())) {
            rollouts.deadAnswerKey(letter.offset(), letter.reason());
        } else {
            assertThat(letter.topic())
                    .as("topic of %s", letter)
                    .isEqualTo(world.topics().rewards().name());
            assertThat(inputs.rewardFates().get(letter.offset()))
                    .as("fate of the reward event of %s", letter)
                    .isEqualTo(Optional.of(letter.reason()));
        }
        coverage.add("dead letter for " + letter.reason());
    }

    /** Everything was read, and time has passed: nothing may be missing. */
    void everythingEnded() {
        rollouts.everythingEnded();
        advantages.everythingEnded();
        assertThat(deadLetters.of(world.topics().rewards().name()).keySet())
                .as("dead letters of the aggregator")
                .isEqualTo(inputs.rewardFates().keySet());
    }
}
