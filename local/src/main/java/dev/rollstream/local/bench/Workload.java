package dev.rollstream.local.bench;

import java.time.Duration;

/**
 * What is streamed, and how.
 *
 * @param groups number of groups in a round
 * @param groupSize completions of a group
 * @param atOnce how many groups' completions a backlog mixes: all first ones, then all second ones, as engines finish them that work
 *     on many groups
 * @param tokens tokens of a completion: each is four bytes of token id, four of log-probability and about four of text
 * @param partitions partition count of every topic
 * @param exactlyOnce whether stages and floors use transactions
 * @param commitInterval time between commits, of stages and floors alike
 * @param seed of the completions
 */
public record Workload(
        int groups,
        int groupSize,
        int atOnce,
        int tokens,
        int partitions,
        boolean exactlyOnce,
        Duration commitInterval,
        long seed) {
    /** Checks that every number is above zero. */
    public Workload {
        if (groups < 1
                || groupSize < 1
                || atOnce < 1
                || tokens < 1
                || partitions < 1
                || commitInterval.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "groups, group size, groups at once, tokens, partitions and commit interval must be above zero");
        }
    }

    /** The same with another number of groups. */
    Workload withGroups(int number) {
        return new Workload(number, groupSize, atOnce, tokens, partitions, exactlyOnce, commitInterval, seed);
    }

    /** The same with completions of another length. */
    Workload withTokens(int number) {
        return new Workload(groups, groupSize, atOnce, number, partitions, exactlyOnce, commitInterval, seed);
    }

    /** The same with another partition count. */
    Workload withPartitions(int number) {
        return new Workload(groups, groupSize, atOnce, tokens, number, exactlyOnce, commitInterval, seed);
    }

    /** Completions of a round. */
    public long rollouts() {
        return (long) groups * groupSize;
    }

    /** What is streamed, in words. */
    public String name() {
        String mixed = atOnce == 1 ? "" : ", " + atOnce + " groups at once";
        return tokens + " tokens, G = " + groupSize + mixed + ", " + (exactlyOnce ? "exactly once" : "at least once")
                + ", commits every " + commitInterval.toMillis() + " ms";
    }
}
