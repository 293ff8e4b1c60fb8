package dev.rollstream.learner.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BatchPlanTest {
    private static List<IndexedGroup> randomBatch(Random random, int groups) {
        List<IndexedGroup> batch = new ArrayList<>();
        for (int i = 0; i < groups; i++) {
            batch.add(Groups.indexed(random.nextInt(3), i, random.nextInt(100), random.nextInt(100)));
        }
        return batch;
    }

    private static long[] loads(List<List<IndexedGroup>> plan) {
        return plan.stream()
                .mapToLong(
                        share -> share.stream().mapToLong(IndexedGroup::tokens).sum())
                .toArray();
    }

    @Test
    void givesEveryGroupToExactlyOneRankWhateverTheOrder() {
        for (int seed = 0; seed < 200; seed++) {
            // Given
            Random random = new Random(seed);
            List<IndexedGroup> batch = randomBatch(random, random.nextInt(40));
            int ranks = 1 + random.nextInt(8);
            List<IndexedGroup> shuffled = new ArrayList<>(batch);
            Collections.shuffle(shuffled, random);

            // When
            List<List<IndexedGroup>> plan = BatchPlan.balance(batch, ranks);

            // Then
            assertThat(plan).as("seed %s", seed).hasSize(ranks).isEqualTo(BatchPlan.balance(shuffled, ranks));
            assertThat(plan.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(batch);
        }
    }

    @Test
    void staysWithinFourThirdsOfTheBestPossible() {
        for (int seed = 0; seed < 100; seed++) {
            // Given
            Random random = new Random(seed);
            List<IndexedGroup> batch = randomBatch(random, 8);

            // When
            long largest =
                    LongStream.of(loads(BatchPlan.balance(batch, 3))).max().orElseThrow();

            // Then
            assertThat(3 * largest).as("seed %s", seed).isLessThanOrEqualTo(4 * best(batch, 0, new long[3]));
        }
    }

    /** The smallest possible largest share, by trying everything. */
    private static long best(List<IndexedGroup> batch, int next, long[] loads) {
        if (next == batch.size()) {
            return LongStream.of(loads).max().orElseThrow();
        }
        long best = Long.MAX_VALUE;
        for (int rank = 0; rank < loads.length; rank++) {
            loads[rank] += batch.get(next).tokens();
            best = Math.min(best, best(batch, next + 1, loads));
            loads[rank] -= batch.get(next).tokens();
        }
        return best;
    }

    @Test
    void followsTheRuleOnAKnownCase() {
        // Given
        IndexedGroup five = Groups.indexed(0, 0, 5);
        IndexedGroup three = Groups.indexed(0, 1, 3);
        IndexedGroup otherThree = Groups.indexed(1, 0, 1, 2);
        IndexedGroup unknown = new IndexedGroup(
                new GroupRef(Groups.ID, "run", 0, 2),
                Groups.terminal(List.of(Groups.member(0).clearTokenCount().build())));

        // When
        List<List<IndexedGroup>> plan = BatchPlan.balance(List.of(unknown, otherThree, three, five), 2);

        // Then
        assertThat(plan).containsExactly(List.of(five, unknown), List.of(three, otherThree));
        assertThatThrownBy(() -> BatchPlan.balance(List.of(), 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
