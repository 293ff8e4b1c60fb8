package dev.rollstream.local.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.avro.serde.UndecodableRecordException;
import dev.rollstream.local.audit.Finding;
import dev.rollstream.local.audit.Guarantee;
import dev.rollstream.local.audit.Guarantees;
import dev.rollstream.local.audit.Logged;
import dev.rollstream.local.audit.Window;
import dev.rollstream.runtime.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;

/** Shows the published topics to the same guarantee objects that judge a real stream. */
final class FinalAudit {
    private final World world;
    private final List<Guarantee> guarantees;

    FinalAudit(World world) {
        this.world = world;
        this.guarantees = Guarantees.all(world.topics());
    }

    /** All guarantees must hold, over everything. */
    void verify() {
        show(world.topics().tasks(), Task.class, Guarantee::onTask);
        show(world.topics().answerKeys(), AnswerKeyEvent.class, Guarantee::onAnswerKey);
        show(world.topics().rollouts(), Rollout.class, Guarantee::onRollout);
        world.log(world.topics().deadLetters()).entries().stream()
                .map(entry -> DeadLetter.of(entry.headers()).orElseThrow())
                .forEach(letter -> guarantees.forEach(guarantee -> guarantee.onDeadLetter(letter)));
        show(world.topics().rewards(), RewardEvent.class, Guarantee::onReward);
        show(world.topics().advantages(), AdvantageGroup.class, Guarantee::onAdvantageGroup);
        Window everything = Window.whole();
        assertThat(guarantees.stream().map(guarantee -> guarantee.verify(everything)))
                .allMatch(Finding::held);
    }

    private <V extends SpecificRecord> void show(
            Topic<V> topic, Class<V> type, BiConsumer<Guarantee, Logged<V>> method) {
        AvroDeserializer<V> deserializer = new AvroDeserializer<>(type, world.registry());
        for (SimulatedLog.Entry entry : world.log(topic).entries()) {
            decode(deserializer, topic, entry).ifPresent(value -> {
                String key = new String(Objects.requireNonNull(entry.key()), StandardCharsets.UTF_8);
                Logged<V> logged = new Logged<>(key, 0, entry.offset(), entry.timestampMs(), value);
                guarantees.forEach(guarantee -> method.accept(guarantee, logged));
            });
        }
    }

    /** The record as the audit would see it: poison and records without a key are not shown. */
    private static <V extends SpecificRecord> Optional<V> decode(
            AvroDeserializer<V> deserializer, Topic<V> topic, SimulatedLog.Entry entry) {
        if (entry.key() == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(deserializer.deserialize(topic.name(), entry.headers(), entry.value()));
        } catch (UndecodableRecordException e) {
            return Optional.empty();
        }
    }
}
