package dev.rollstream.scorer;

/**
 * What the handlers of one partition work with.
 *
 * @param options bounds
 * @param partitions partition count of the inputs
 * @param groups the partition's groups
 * @param parked its rollouts without a key
 * @param scorer asks verifiers
 * @param outbox writes the outputs
 * @param metrics counts
 */
record TaskParts(
        ScorerOptions options,
        int partitions,
        Groups groups,
        ParkedRollouts parked,
        MemberScorer scorer,
        Outbox outbox,
        ScorerMetrics metrics) {}
