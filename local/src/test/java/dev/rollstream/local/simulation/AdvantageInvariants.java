package dev.rollstream.local.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.aggregator.GroupFold;
import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.serde.AvroSerializer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What must be true of published ADVANTAGES after every event: they are a beginning of the fold of published REWARDS, byte for byte. */
final class AdvantageInvariants {
    private record Terminal(String group, GroupOutcome outcome, byte[] bytes) {}

    private final GroupFold fold = new GroupFold();
    private final List<Terminal> expected = new ArrayList<>();
    private final AvroSerializer<AdvantageGroup> serializer;
    private final String topic;
    private final Coverage coverage;
    private int published;

    AdvantageInvariants(World world, Coverage coverage) {
        this.topic = world.topics().advantages().name();
        this.serializer = new AvroSerializer<>(world.registry());
        this.coverage = coverage;
    }

    /** The next published reward event. */
    void expect(String key, RewardEvent event) {
        fold.accept(key, event).ifPresent(group -> expected.add(new Terminal(key, group.getOutcome(), encode(group))));
    }

    private byte[] encode(AdvantageGroup group) {
        return Objects.requireNonNull(serializer.serialize(topic, group));
    }

    /** The next published terminal record. */
    void accept(SimulatedLog.Entry entry) {
        String group = new String(Objects.requireNonNull(entry.key()), StandardCharsets.UTF_8);
        assertThat(published)
                .as("the terminal record of group %s follows from rewards", group)
                .isLessThan(expected.size());
        Terminal next = expected.get(published++);
        assertThat(group).as("whose terminal record comes next").isEqualTo(next.group());
        assertThat(entry.value()).as("terminal record of group %s", group).isEqualTo(next.bytes());
        coverage.add("outcome " + next.outcome());
    }

    /** Everything was read: no terminal record may be missing, and no group open. */
    void everythingEnded() {
        assertThat(published).as("terminal records").isEqualTo(expected.size());
        assertThat(fold.openGroups()).as("groups without a terminal record").isEmpty();
    }
}
