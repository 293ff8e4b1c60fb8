package dev.rollstream.producer.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AheadWindowTest {
    @Test
    void withoutAPositionEverythingIsUnread() {
        // Given
        AheadWindow window = new AheadWindow();

        // When
        window.usable(0, 0);
        window.usable(1, 7);

        // Then
        assertThat(window.unread()).isEqualTo(2);
    }

    @Test
    void aPositionThatRunsAheadOfTheRecordsCoversThem() {
        // Given
        AheadWindow window = new AheadWindow();
        window.moved(Map.of(0, 10L));

        // When
        window.usable(0, 9);
        window.usable(0, 10);
        window.usable(1, 0);

        // Then
        assertThat(window.unread()).isEqualTo(2);
    }

    @Test
    void aRefusedGroupLeavesWhicheverRecordComesFirst() {
        // Given
        AheadWindow window = new AheadWindow();
        window.usable(0, 3);

        // When
        window.refused(0, 3);
        window.refused(0, 3);
        window.refused(0, 4);
        window.usable(0, 4);
        window.usable(0, 5);

        // Then
        assertThat(window.unread()).isEqualTo(1);
        window.moved(Map.of(0, 6L));
        assertThat(window.unread()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithCountingRecordsAfresh(long seed) {
        // Given
        SplittableRandom random = new SplittableRandom(seed);
        AheadWindow window = new AheadWindow();
        List<long[]> records = new ArrayList<>();
        Map<Integer, Long> position = new HashMap<>();
        long[] ends = new long[3];

        for (int step = 0; step < 2_000; step++) {
            // When
            int partition = random.nextInt(ends.length);
            if (random.nextInt(3) > 0) {
                ends[partition] += 1 + random.nextInt(3);
                records.add(new long[] {partition, ends[partition]});
                window.usable(partition, ends[partition]);
            } else {
                position.merge(partition, (long) random.nextInt(5), Long::sum);
                window.moved(Map.copyOf(position));
            }

            // Then
            long unread = records.stream()
                    .filter(record -> record[1] >= position.getOrDefault((int) record[0], 0L))
                    .count();
            assertThat(window.unread()).as("seed %d step %d", seed, step).isEqualTo((int) unread);
        }
    }
}
