package dev.rollstream.local.lag;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.PartitionPosition;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The groups that train, as far as no learner has them all behind it: a fold of topics advantages, progress and policies. Keeps at
 * most {@value #MAX_KEPT} groups and looks at the {@value #MAX_LEARNERS} learners that moved last; for one thread.
 */
final class WaitingGroups {
    static final int MAX_KEPT = 100_000;
    static final int MAX_LEARNERS = 8;

    private final Map<String, Standing> learners = new HashMap<>();
    private final Map<String, Long> newestVersions = new HashMap<>();
    private final Map<Integer, TreeMap<Long, Waiting>> byPartition = new HashMap<>();
    private final Map<Integer, Long> readTo = new HashMap<>();
    private int kept;

    /** A group that trains. */
    private record Waiting(long endedMs, String policy, OptionalLong version) {}

    /** Where a learner stands, and since when. */
    private record Standing(Progress progress, long movedMs) {
        long position(int partition) {
            for (PartitionPosition place : progress.getPosition()) {
                if (place.getPartition() == partition) {
                    return place.getOffset();
                }
            }
            return 0;
        }
    }

    void onProgress(Progress progress, long timeMs) {
        learners.put(progress.getLearner(), new Standing(progress, timeMs));
        if (learners.size() > MAX_LEARNERS) {
            learners.entrySet().stream()
                    .min(Map.Entry.comparingByValue((a, b) -> Long.compare(a.movedMs(), b.movedMs())))
                    .map(Map.Entry::getKey)
                    .ifPresent(learners::remove);
        }
        byPartition.forEach((partition, waiting) -> {
            Map<Long, Waiting> done = waiting.headMap(firstNeeded(partition));
            kept -= done.size();
            done.clear();
        });
    }

    void onPolicyVersion(PolicyVersion version) {
        newestVersions.merge(version.getPolicyId(), version.getVersion(), Math::max);
    }

    /** The first offset of a partition of topic advantages that some learner has not behind it. */
    long firstNeeded(int partition) {
        return learners.values().stream()
                .mapToLong(learner -> learner.position(partition))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Whether any learner is known. */
    boolean isWanted() {
        return !learners.isEmpty();
    }

    /** Whether more groups can be kept. */
    boolean hasRoom() {
        return kept < MAX_KEPT;
    }

    /** A terminal record. */
    void onAdvantageGroup(int partition, long offset, long timeMs, AdvantageGroup group) {
        readTo.merge(partition, offset + 1, Math::max);
        boolean trains = group.getPurpose() == Purpose.TRAIN
                && (group.getOutcome() == GroupOutcome.COMPLETE || group.getOutcome() == GroupOutcome.PARTIAL);
        if (trains && offset >= firstNeeded(partition) && hasRoom()) {
            Waiting waiting = new Waiting(timeMs, policy(group), oldestVersion(group));
            if (byPartition.computeIfAbsent(partition, any -> new TreeMap<>()).put(offset, waiting) == null) {
                kept++;
            }
        }
    }

    private static String policy(AdvantageGroup group) {
        return group.getMembers().stream()
                .map(Member::getPolicyId)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }

    private static OptionalLong oldestVersion(AdvantageGroup group) {
        return group.getMembers().stream()
                .map(Member::getPolicyVersionMin)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .min();
    }

    /**
     * What waits for each learner.
     *
     * @param nowMs the time now
     * @param ends of the partitions of topic advantages
     */
    List<LearnerLag> lags(long nowMs, Map<Integer, Long> ends) {
        List<LearnerLag> lags = new ArrayList<>();
        new TreeMap<>(learners).forEach((name, standing) -> lags.add(lag(name, standing, nowMs, ends)));
        return lags;
    }

    private LearnerLag lag(String name, Standing standing, long nowMs, Map<Integer, Long> ends) {
        String policy = Objects.requireNonNullElse(standing.progress().getPolicyId(), "");
        OptionalLong version = version(standing, policy);
        List<Waiting> waiting = new ArrayList<>();
        byPartition.forEach((partition, groups) ->
                waiting.addAll(groups.tailMap(standing.position(partition)).values()));
        long uncounted = 0;
        for (Map.Entry<Integer, Long> end : ends.entrySet()) {
            long seen = Math.max(standing.position(end.getKey()), readTo.getOrDefault(end.getKey(), 0L));
            uncounted += hasRoom() ? 0 : Math.max(0, end.getValue() - seen);
        }
        long[] behind = waiting.stream()
                .filter(group ->
                        group.policy().equals(policy) && group.version().isPresent() && version.isPresent())
                .mapToLong(group ->
                        Math.max(0, version.getAsLong() - group.version().getAsLong()))
                .toArray();
        OptionalLong oldest = waiting.stream().mapToLong(Waiting::endedMs).min();
        return new LearnerLag(
                name,
                policy,
                version,
                waiting.size(),
                uncounted,
                oldest.isEmpty() ? oldest : OptionalLong.of(Math.max(0, nowMs - oldest.getAsLong())),
                Arrays.stream(behind).average(),
                Arrays.stream(behind).max());
    }

    private OptionalLong version(Standing standing, String policy) {
        Long own = standing.progress().getPolicyVersion();
        Long newest = own != null ? own : newestVersions.get(policy);
        return newest == null ? OptionalLong.empty() : OptionalLong.of(newest);
    }
}
