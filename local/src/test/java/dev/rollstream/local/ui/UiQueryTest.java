package dev.rollstream.local.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Purpose;
import dev.rollstream.local.live.GroupEntry;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UiQueryTest {
    private static final GroupEntry ENTRY = new GroupEntry(
            1,
            0,
            7,
            "run/1",
            new GroupEntry.Kind(Purpose.TRAIN, "", "2x2 & more"),
            GroupOutcome.FILTERED,
            1_000,
            new GroupEntry.Figures(8, OptionalDouble.of(0.4), OptionalDouble.empty(), OptionalLong.empty()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "purpose=TRAIN",
                "outcome=FILTERED&task=",
                "task=2x2+%26+more&least=0.4",
                "least=0.1&most=0.4"
            })
    void findsWhatFits(String query) {
        assertThat(new UiQuery(query).groups(true)).accepts(ENTRY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"purpose=EVAL", "outcome=COMPLETE", "task=2x2", "least=0.41", "most=0.39"})
    void leavesOutWhatDoesNot(String query) {
        assertThat(new UiQuery(query).groups(true)).rejects(ENTRY);
    }

    @Test
    void rewardsThatAreNotToldCannotBeAskedFor() {
        assertThat(new UiQuery("least=0.9").groups(false)).accepts(ENTRY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"purpose=BOTH", "outcome=x", "task=%zz", "least=much"})
    void refusesWhatCannotBeMeant(String query) {
        assertThatThrownBy(() -> new UiQuery(query).groups(true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void longTextIsCutBetweenCharactersAndToldInNumbersWhereItIsInvisible() {
        assertThat(Shown.lines("a\ud83d\ude00b\u0000\r\nc", 4))
                .isEqualTo(Map.of("text", "a\ud83d\ude00bU+0000", "more", 3));
        assertThat(Shown.lines("a\r\nb\u202ec", 9)).isEqualTo(Map.of("text", "a\nbU+202Ec"));
        assertThat(Shown.line("name\u001b[2J", 5)).isEqualTo("nameU+001B\u2026");
    }
}
