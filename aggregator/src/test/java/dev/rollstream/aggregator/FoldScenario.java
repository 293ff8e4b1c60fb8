package dev.rollstream.aggregator;

import static dev.rollstream.aggregator.Events.close;
import static dev.rollstream.aggregator.Events.open;
import static dev.rollstream.aggregator.Events.scored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.ClosedBy;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.GroupReason;
import dev.rollstream.avro.RewardEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/** One group through the fold. After each test the record's advantages recompute from its own rewards to the bit. */
abstract class FoldScenario {

    static final String ID = Events.id(5);
    static final UnaryOperator<GroupOpened.Builder> DEFAULTS = settings -> settings;

    final GroupFold fold = new GroupFold();
    Optional<AdvantageGroup> ended = Optional.empty();

    @AfterEach
    void advantagesRecompute() {
        assertThat(ended.flatMap(AdvantageCheck::mismatch)).isEmpty();
        assertThat(fold.openGroups()).isEmpty();
    }

    static void assertEnding(AdvantageGroup group, GroupOutcome outcome, GroupReason reason) {
        assertThat(group.getOutcome()).as(group.toString()).isEqualTo(outcome);
        assertThat(group.getReason()).as(group.toString()).isEqualTo(reason);
    }

    AdvantageGroup end(int size, UnaryOperator<GroupOpened.Builder> settings, ClosedBy closedBy, double... accuracies) {
        List<RewardEvent> events = new ArrayList<>(List.of(open(ID, size, settings)));
        for (int i = 0; i < accuracies.length; i++) {
            events.add(scored(ID, i, accuracies[i]));
        }
        events.add(close(ID, closedBy));
        ended = feed(events.toArray(RewardEvent[]::new));
        return ended.orElseThrow();
    }

    /** Feeds events of which only the last ends the group. */
    Optional<AdvantageGroup> feed(RewardEvent... events) {
        for (int i = 0; i < events.length - 1; i++) {
            assertThat(fold.accept(ID, events[i])).isEmpty();
        }
        return fold.accept(ID, events[events.length - 1]);
    }
}
