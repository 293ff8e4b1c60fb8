package dev.rollstream.local.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.local.lag.LagReport;
import dev.rollstream.local.live.LiveSnapshot.Endings;
import dev.rollstream.local.live.LiveSnapshot.Inputs;
import dev.rollstream.local.live.LiveSnapshot.Open;
import dev.rollstream.local.live.LiveSnapshot.StageNow;
import dev.rollstream.local.live.LiveSnapshot.Window;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LagHistoryTest {
    private final LagHistory history = new LagHistory();

    @Test
    void aLongTimeIsKeptWholeInLooksThatLieFurtherApart() {
        // When
        for (int i = 0; i <= 10_000; i++) {
            history.add(snapshot(i));
        }

        // Then
        List<LagHistory.Look> looks = history.looks();
        assertThat(looks).hasSizeBetween(300, 720);
        assertThat(looks.get(0).atMs()).isLessThan(100);
        assertThat(looks.get(looks.size() - 1).atMs()).isGreaterThan(9_900);
        long step = looks.get(1).atMs() - looks.get(0).atMs();
        for (int i = 1; i < looks.size(); i++) {
            assertThat(looks.get(i).atMs() - looks.get(i - 1).atMs()).isEqualTo(step);
        }
    }

    @Test
    void theNewestLagsOfAStageComeInOrder() {
        // When
        for (int i = 0; i < 5; i++) {
            history.add(snapshot(i));
        }

        // Then
        assertThat(history.newestLags("scorer", 3)).containsExactly(2L, 3L, 4L);
        assertThat(history.newestLags("aggregator", 3)).isEmpty();
    }

    private static LiveSnapshot snapshot(long atMs) {
        StageNow scorer = new StageNow(
                "scorer", "rewards", 0, OptionalDouble.empty(), new Inputs(atMs, OptionalLong.empty(), "STABLE"));
        return new LiveSnapshot(
                new Window(atMs, 0, 0),
                List.of(scorer),
                new Open(0, OptionalLong.empty()),
                new Endings(Map.of(), Map.of(), List.of()),
                List.of(),
                List.of(),
                new LagReport(atMs, List.of(), List.of(), List.of()));
    }
}
