package dev.rollstream.learner.reader;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Cuts one batch over the ranks of a data-parallel learner, balanced by completion tokens, from references alone. Whole groups:
 * a group stands or falls as one, and one rank can judge it.
 *
 * <p>Longest processing time first (R. L. Graham, "Bounds on multiprocessing timing anomalies", SIAM J. Appl. Math. 17, 1969):
 * groups by falling tokens, each to the rank with the least so far. The largest share is at most 4/3 of the best possible. Ties go
 * by the group's place in the log and by the lower rank, so every rank computes the same plan from the same groups, in whatever
 * order it met them.
 */
public final class BatchPlan {
    private BatchPlan() {}

    /**
     * The shares of all ranks.
     *
     * @param groups the batch, in any order
     * @param ranks how many ranks there are
     * @return one list a rank, each in the order of the log; some are empty where there are fewer groups than ranks
     * @throws IllegalArgumentException if there is no rank
     */
    public static List<List<IndexedGroup>> balance(List<IndexedGroup> groups, int ranks) {
        if (ranks < 1) {
            throw new IllegalArgumentException("a batch needs at least one rank, not " + ranks);
        }
        PriorityQueue<Share> shares =
                new PriorityQueue<>(Comparator.comparingLong(Share::tokens).thenComparingInt(Share::rank));
        List<List<IndexedGroup>> byRank = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
            shares.add(new Share(rank, 0));
            byRank.add(new ArrayList<>());
        }
        for (IndexedGroup group : largestFirst(groups)) {
            Share least = shares.remove();
            byRank.get(least.rank).add(group);
            shares.add(new Share(least.rank, least.tokens + group.tokens()));
        }
        byRank.forEach(share -> share.sort(Comparator.comparing(IndexedGroup::ref)));
        return byRank;
    }

    private static List<IndexedGroup> largestFirst(List<IndexedGroup> groups) {
        return groups.stream()
                .sorted(Comparator.comparingLong(IndexedGroup::tokens)
                        .reversed()
                        .thenComparing(IndexedGroup::ref))
                .toList();
    }

    private record Share(int rank, long tokens) {}
}
