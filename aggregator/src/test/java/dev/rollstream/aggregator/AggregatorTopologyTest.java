package dev.rollstream.aggregator;

import static dev.rollstream.aggregator.Events.cancel;
import static dev.rollstream.aggregator.Events.close;
import static dev.rollstream.aggregator.Events.member;
import static dev.rollstream.aggregator.Events.open;
import static dev.rollstream.aggregator.Events.scored;
import static dev.rollstream.aggregator.Events.unscored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.ClosedBy;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.RewardEventType;
import dev.rollstream.avro.registry.MockRegistry;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.avro.registry.RegistryUnavailableException;
import dev.rollstream.avro.serde.AvroSerializer;
import dev.rollstream.runtime.DeadLetter;
import dev.rollstream.runtime.DeadLetterReason;
import dev.rollstream.runtime.metrics.ByLabel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell around the fold: store, sinks, dead letters, meters, restarts. Outcomes are in {@link GroupOutcomeTest}. */
class AggregatorTopologyTest {

    private static final String ID = Events.id(17);

    @TempDir
    private Path stateDir;

    private AggregatorDriver driver;

    @BeforeEach
    void start() {
        driver = new AggregatorDriver(stateDir);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void aGroupBecomesOneRecordAtItsCloseAndLeavesNoState() {
        // Given
        driver.pipe(open(ID, 2), scored(ID, 1, 1), scored(ID, 0, 0));
        assertThat(driver.advantages()).isEmpty();
        assertThat(driver.state()).hasSize(3);

        // When
        driver.pipe(close(ID, ClosedBy.FULL));

        // Then
        List<AdvantageGroup> ended = driver.advantages();
        assertThat(ended).hasSize(1);
        assertThat(ended.get(0).getGroupId()).isEqualTo(ID);
        assertThat(ended.get(0).getOutcome()).isEqualTo(GroupOutcome.COMPLETE);
        assertThat(ended.get(0).getMembers()).extracting(Member::getIndex).containsExactly(0, 1);
        assertThat(driver.state()).isEmpty();
        assertThat(driver.deadLetters()).isEmpty();
    }

    @Test
    void groupsThatInterleaveDoNotMix() {
        // When
        String other = Events.id(18);
        driver.pipe(
                open(ID, 2),
                open(other, 2),
                scored(other, 0, 1),
                scored(ID, 0, 0),
                scored(ID, 1, 1),
                close(ID, ClosedBy.FULL),
                scored(other, 1, 1),
                close(other, ClosedBy.FULL));

        // Then
        List<AdvantageGroup> ended = driver.advantages();
        assertThat(ended).extracting(AdvantageGroup::getGroupId).containsExactly(ID, other);
        assertThat(ended.get(0).getRewards().getMean()).isEqualTo(0.55);
        assertThat(ended.get(1).getRewards().getMean()).isEqualTo(1.0);
    }

    @Test
    void aMemberIsWrittenOnceAndGroupsWhoseIdsBeginAlikeKeepTheirOwnRows() {
        // Given ids of which one ends like the other's rows
        String longer = ID + "\0\0\0\0";
        driver.pipe(open(ID, 3), open(longer, 3), scored(ID, 0, 1), scored(longer, 0, 0));
        Map<Bytes, byte[]> state = driver.state();

        // When
        driver.pipe(scored(ID, 1, 0), scored(longer, 1, 1));

        // Then two rows more, and no other has changed
        assertThat(driver.state()).hasSize(state.size() + 2);
        state.forEach((key, row) -> assertThat(driver.state().get(key)).isEqualTo(row));
        driver.pipe(close(ID, ClosedBy.DEADLINE), close(longer, ClosedBy.DEADLINE));
        assertThat(driver.advantages())
                .extracting(group -> group.getMembers().get(0).getReward())
                .containsExactly(1.0, 0.1);
        assertThat(driver.state()).isEmpty();
    }

    @Test
    void aRestartHalfWayChangesNoByte(@TempDir Path restartedDir) {
        // Given
        RewardEvent[] before = {open(ID, 3), scored(ID, 2, 1), unscored(ID, 0, MemberOutcome.TIMEOUT)};
        RewardEvent[] after = {scored(ID, 1, 0), close(ID, ClosedBy.FULL)};
        driver.pipe(before);
        Map<Bytes, byte[]> state = driver.state();

        // When
        try (AggregatorDriver restarted =
                new AggregatorDriver(restartedDir, MockRegistry.scope("aggregator-tests"), state)) {
            restarted.pipe(after);

            // Then
            driver.pipe(after);
            assertThat(restarted.advantageBytes()).usingRecursiveComparison().isEqualTo(driver.advantageBytes());
            assertThat(restarted.state()).isEmpty();
        }
    }

    @Test
    void whatCannotBeReadGoesToTheDeadLettersAsItIs() {
        // Given
        byte[] garbage = "{\"not\":\"avro\"}".getBytes(StandardCharsets.UTF_8);

        // When
        driver.pipe(open(ID, 1)).pipeBytes(ID, garbage);

        // Then
        TestRecord<byte[], byte[]> letter = driver.deadLetterRecords().get(0);
        assertThat(letter.key()).isEqualTo(ID.getBytes(StandardCharsets.UTF_8));
        assertThat(letter.value()).isEqualTo(garbage);
        DeadLetter facts = DeadLetter.of(letter.headers()).orElseThrow();
        assertThat(facts.stage()).isEqualTo("aggregator");
        assertThat(facts.reason()).isEqualTo(DeadLetterReason.UNDECODABLE);
        assertThat(facts.coordinates()).isEqualTo("test.rewards-0@1");
        assertThat(driver.state()).hasSize(1);
    }

    @Test
    void truncatedAndForeignBytesGoToTheDeadLetters() {
        // When
        driver.pipeBytes(ID, new byte[0])
                .pipeBytes(ID, new byte[] {0, 0, 0, 0})
                .pipeBytes(ID, new byte[] {0, 0, 0, 99, 99, 1, 2, 3});

        // Then
        assertThat(driver.deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly(
                        DeadLetterReason.UNDECODABLE, DeadLetterReason.UNDECODABLE, DeadLetterReason.UNDECODABLE);
    }

    @Test
    void eventsOfAGroupThatIsNotOpenAreOrphans() {
        // When
        driver.pipe(scored(ID, 0, 1), close(ID, ClosedBy.FULL));

        // Then
        assertThat(driver.deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly(DeadLetterReason.ORPHAN, DeadLetterReason.ORPHAN);
        assertThat(driver.advantages()).isEmpty();
        assertThat(driver.state()).isEmpty();
    }

    @Test
    void aSecondCloseIsAnOrphanAndGivesNoSecondRecord() {
        // When
        driver.pipe(open(ID, 1), scored(ID, 0, 1), close(ID, ClosedBy.FULL), close(ID, ClosedBy.FULL));

        // Then
        assertThat(driver.advantages()).hasSize(1);
        assertThat(driver.deadLetters()).extracting(DeadLetter::reason).containsExactly(DeadLetterReason.ORPHAN);
    }

    @Test
    void eventsThatBreakTheContractAreInvalidAndChangeNothing() {
        // Given
        driver.pipe(open(ID, 2));
        Map<Bytes, byte[]> state = driver.state();

        // When
        driver.pipe(
                scored(ID, 2, 1),
                scored(ID, -1, 1),
                Events.event(ID, RewardEventType.MEMBER).build(),
                Events.event(ID, RewardEventType.OPEN).build(),
                Events.event(ID, RewardEventType.UNKNOWN).build());
        driver.pipeBytes(ID, null).pipeBytes(null, new byte[] {0});
        byte[] foreign = new AvroSerializer<RewardEvent>(MockRegistry.scope("aggregator-tests"))
                .serialize(AggregatorDriver.TOPICS.rewards().name(), scored(Events.id(99), 0, 1));
        driver.pipeBytes(ID, foreign);

        // Then
        assertThat(driver.deadLetters())
                .hasSize(8)
                .allSatisfy(letter -> assertThat(letter.reason()).isEqualTo(DeadLetterReason.INVALID))
                .extracting(DeadLetter::detail)
                .contains(
                        "member index 2 in a group of 2",
                        "member index -1 in a group of 2",
                        "MEMBER without its field 'member'",
                        "the record's key is not the event's group id");
        assertThat(driver.state()).usingRecursiveComparison().isEqualTo(state);
    }

    @Test
    void theFirstMemberOfASlotWinsAndTheOthersAreCounted() {
        // When
        driver.pipe(
                open(ID, 2),
                scored(ID, 0, 1),
                scored(ID, 0, 1),
                scored(ID, 0, 0),
                open(ID, 5),
                scored(ID, 1, 0),
                close(ID, ClosedBy.FULL));

        // Then
        AdvantageGroup group = driver.advantages().get(0);
        assertThat(group.getOutcome()).isEqualTo(GroupOutcome.COMPLETE);
        assertThat(group.getMembers()).extracting(Member::getReward).containsExactly(1.0, 0.1);
        assertThat(group.getCounts().getReceived()).isEqualTo(2);
        assertThat(group.getCounts().getDuplicates()).isEqualTo(2);
        assertThat(group.getCounts().getExpected()).isEqualTo(2);
        assertThat(count("duplicates_total", "event", "MEMBER")).isEqualTo(2);
        assertThat(count("duplicates_total", "event", "OPEN")).isEqualTo(1);
    }

    @Test
    void aRegistryThatCannotBeReachedIsNotTheRecordsFault(@TempDir Path otherDir) {
        // Given nobody listens on port 1, and no time for retries
        try (RegistryClient nobody = RegistryClients.create(
                        Map.of("schema.registry.url", "http://127.0.0.1:1", "max.retries", "0"));
                AggregatorDriver cutOff = new AggregatorDriver(otherDir, nobody, Map.of())) {
            // When
            assertThatThrownBy(() -> cutOff.pipe(open(ID, 1)))
                    // Then
                    .hasRootCauseInstanceOf(IOException.class)
                    .satisfies(error -> assertThat(causes(error))
                            .anySatisfy(cause -> assertThat(cause).isInstanceOf(RegistryUnavailableException.class)));
            assertThat(cutOff.deadLetters()).isEmpty();
        }
    }

    @Test
    void metersTellHowGroupsEnd() {
        // When
        String cancelled = Events.id(18);
        String stillOpen = Events.id(19);
        driver.pipe(open(ID, 2), open(cancelled, 2), open(stillOpen, 2));
        driver.pipe(scored(ID, 0, 1), scored(ID, 1, 0), close(ID, ClosedBy.FULL), cancel(cancelled, "enough"));
        driver.pipe(scored(Events.id(20), 0, 1));

        // Then
        assertThat(driver.meters()
                        .get("rollstream_aggregator_groups_open")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(count(
                        "groups_ended_total",
                        "task",
                        "shuffle",
                        "purpose",
                        "TRAIN",
                        "outcome",
                        "COMPLETE",
                        "reason",
                        "NONE"))
                .isEqualTo(1);
        assertThat(count("groups_ended_total", "outcome", "CANCELLED", "reason", "CANCELLED"))
                .isEqualTo(1);
        assertThat(driver.meters()
                        .get("rollstream_aggregator_group_seconds")
                        .tags("outcome", "COMPLETE")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(12_500);
        assertThat(count("dead_letters_total", "reason", "ORPHAN")).isEqualTo(1);
    }

    @Test
    void metersTellWhatMembersEarnedApartForTrainingAndEvaluation() {
        // Given
        String evaluation = Events.id(21);
        driver.pipe(open(ID, 3), open(evaluation, 2, opened -> opened.setPurpose(Purpose.EVAL)));

        // When
        driver.pipe(
                scored(ID, 0, 1),
                scored(ID, 1, -0.5, -1),
                unscored(ID, 2, MemberOutcome.TIMEOUT),
                close(ID, ClosedBy.FULL));
        driver.pipe(scored(evaluation, 0, 1), scored(evaluation, 1, 1), close(evaluation, ClosedBy.FULL));

        // Then
        assertThat(count("members_scored_total", "purpose", "TRAIN")).isEqualTo(2);
        assertThat(count("members_right_total", "purpose", "TRAIN")).isEqualTo(1);
        assertThat(count("reward_points_total", "purpose", "TRAIN", "sign", "plus"))
                .isEqualTo(1);
        assertThat(count("reward_points_total", "purpose", "TRAIN", "sign", "minus"))
                .isEqualTo(0.5);
        assertThat(count("members_right_total", "purpose", "EVAL")).isEqualTo(2);
    }

    @Test
    void metersTellGroupsThatTeachNothingWithoutAnyFilter() {
        // When
        end(1, scored(Events.id(1), 0, 1), scored(Events.id(1), 1, 1));
        end(2, scored(Events.id(2), 0, 0), scored(Events.id(2), 1, 0));
        end(3, scored(Events.id(3), 0, 0), scored(Events.id(3), 1, 1));
        end(4, unscored(Events.id(4), 0, MemberOutcome.ERROR), unscored(Events.id(4), 1, MemberOutcome.ERROR));
        end(5, member(Events.id(5), 0, member -> member.setOutcome(MemberOutcome.SCORED)
                .setReward(0.3)));

        // Then
        assertThat(count("groups_solved_total", "solved", "ALL")).isEqualTo(1);
        assertThat(count("groups_solved_total", "solved", "NONE")).isEqualTo(1);
        assertThat(count("groups_solved_total", "solved", "SOME")).isEqualTo(1);
        assertThat(count("groups_flat_total")).isEqualTo(3);
    }

    private void end(int group, RewardEvent... members) {
        String id = Events.id(group);
        driver.pipe(open(id, 2));
        driver.pipe(members);
        driver.pipe(close(id, ClosedBy.DEADLINE));
    }

    @Test
    void taskTypesBeyondTheFirstShareALabel() {
        // When
        for (int i = 0; i < ByLabel.MAX_VALUES + 6; i++) {
            String id = Events.id(i);
            String task = "task-" + i;
            driver.pipe(open(id, 1, opened -> opened.setTaskType(task)), cancel(id, "x"));
        }

        // Then
        assertThat(count("groups_ended_total", "task", ByLabel.OTHER)).isEqualTo(6);
        assertThat(driver.meters()
                        .find("rollstream_aggregator_groups_ended_total")
                        .counters())
                .hasSize(ByLabel.MAX_VALUES + 1);
    }

    private double count(String name, String... tags) {
        return driver.meters()
                .get("rollstream_aggregator_" + name)
                .tags(tags)
                .counter()
                .count();
    }

    private static List<Throwable> causes(Throwable error) {
        return Stream.iterate(error, e -> e != null, Throwable::getCause).toList();
    }
}
