package dev.rollstream.local.report;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.GroupReason;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.RewardEvent;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that a report shows, but for the examples' payloads: a fold of a stream's small records, in memory that does not grow with
 * the run. Policy versions have to come first, so that a version that no learner published is seen through; the rest may come in any order.
 */
final class RunFigures {
    private static final int MAX_RUNS = 200;
    private static final int MAX_WAITING = 100_000;

    private final RunReport.Options options;
    private final LearnerFigures learner = new LearnerFigures();
    private final RewardCurves train = new RewardCurves(false);
    private final RewardCurves heldOut = new RewardCurves(true);
    private final Flow flow = new Flow();
    private final StalenessJoin staleness = new StalenessJoin(MAX_WAITING);
    private final ExampleChoice examples = new ExampleChoice();
    private final SortedMap<String, Long> runs = new TreeMap<>();
    private final SortedMap<GroupOutcome, SortedMap<GroupReason, Long>> endings = new TreeMap<>();
    private long unknownVersions;
    private long undecodable;

    RunFigures(RunReport.Options options) {
        this.options = options;
    }

    void onPolicyVersion(PolicyVersion version) {
        learner.add(version);
    }

    void onReward(RewardEvent event, long timeMs) {
        if (!isLookedAt(event.getRunId())) {
            return;
        }
        switch (event.getType()) {
            case OPEN -> flow.opened(timeMs);
            case MEMBER -> flow.scored(timeMs);
            default -> {
                // CLOSE shows as a terminal record.
            }
        }
    }

    void onAdvantageGroup(AdvantageGroup group, long timeMs) {
        if (runs.containsKey(group.getRunId()) || runs.size() < MAX_RUNS) {
            runs.merge(group.getRunId(), 1L, Long::sum);
        }
        if (!isLookedAt(group.getRunId())) {
            return;
        }
        long endedMs = group.getClosedAtMs() == null ? timeMs : group.getClosedAtMs();
        boolean usable = group.getPurpose() != Purpose.EVAL
                && (group.getOutcome() == GroupOutcome.COMPLETE || group.getOutcome() == GroupOutcome.PARTIAL);
        flow.ended(endedMs, group.getOutcome(), usable);
        endings.computeIfAbsent(group.getOutcome(), any -> new TreeMap<>()).merge(group.getReason(), 1L, Long::sum);
        OptionalLong version = versionOf(group);
        (group.getPurpose() == Purpose.EVAL ? heldOut : train).add(group, version, endedMs);
        if (usable && version.isPresent()) {
            staleness.group(group.getGroupId(), version.getAsLong());
        }
        examples.add(group, endedMs);
    }

    /** The oldest version that sampled a token of the group. Workers write versions, so that impossible ones are no surprise. */
    private OptionalLong versionOf(AdvantageGroup group) {
        Optional<String> policy = policy();
        long newest =
                policy.map(id -> learner.newest(id).orElse(Long.MAX_VALUE)).orElse(Long.MAX_VALUE);
        OptionalLong oldest = OptionalLong.empty();
        for (Member member : group.getMembers()) {
            Long version = member.getPolicyVersionMin();
            boolean ours = member.getPolicyId() == null
                    || policy.isEmpty()
                    || policy.get().equals(member.getPolicyId());
            if (version == null || !ours) {
                continue;
            }
            if (version < 0 || version > newest) {
                unknownVersions++;
            } else {
                oldest = OptionalLong.of(Math.min(version, oldest.orElse(version)));
            }
        }
        return oldest;
    }

    void onReceipt(Receipt receipt, long timeMs) {
        if (!isLookedAt(receipt.getRunId())) {
            return;
        }
        flow.receipt(timeMs, receipt);
        String policyId = receipt.getPolicyId();
        if (policyId == null || policy().isEmpty() || policy().get().equals(policyId)) {
            staleness.receipt(receipt);
        }
    }

    /** A learner counts the groups of all runs together, so that its count says nothing of one. */
    void onProgress(Progress progress, long timeMs) {
        if (options.run() == null) {
            flow.progress(timeMs, progress);
        }
    }

    void onUndecodable() {
        undecodable++;
    }

    private boolean isLookedAt(String runId) {
        return options.run() == null || options.run().equals(runId);
    }

    /** The policy whose versions are an axis; empty: none was published or asked for. */
    Optional<String> policy() {
        return options.policy() == null ? learner.main() : Optional.of(options.policy());
    }

    LearnerFigures learner() {
        return learner;
    }

    RewardCurves train() {
        return train;
    }

    RewardCurves heldOut() {
        return heldOut;
    }

    Flow flow() {
        return flow;
    }

    StalenessJoin staleness() {
        return staleness;
    }

    ExampleChoice examples() {
        return examples;
    }

    /** Ended groups by run, also of runs that are not looked at. */
    SortedMap<String, Long> runs() {
        return Collections.unmodifiableSortedMap(runs);
    }

    /** Ended groups by outcome and reason. */
    Map<GroupOutcome, SortedMap<GroupReason, Long>> endings() {
        return Collections.unmodifiableMap(endings);
    }

    /** Members whose version the learner never published. */
    long unknownVersions() {
        return unknownVersions;
    }

    /** Records that could not be decoded. */
    long undecodable() {
        return undecodable;
    }
}
