package dev.rollstream.aggregator;

import dev.rollstream.aggregator.estimator.ScoreStatistics;
import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupClosed;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.GroupReason;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberCounts;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.RewardStatistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes the terminal record of a closed group: how it ended by {@link OutcomeRules}, its members by rising index, its
 * statistics. A function of its arguments to the byte; maps are sorted by key.
 */
final class GroupEnding {

    /** Largest terminal record, in bytes: below the topic's limit by what framing and headers may take. */
    static final int MAX_RECORD_BYTES = 4 * 1024 * 1024 - 64 * 1024;

    private final OpenGroup group;
    private final GroupOpened opened;
    private final GroupClosed closed;
    private final ScoredMembers scored;
    private final EstimatorChoice choice;

    private GroupEnding(OpenGroup group, GroupClosed closed) {
        this.group = group;
        this.opened = group.opened();
        this.closed = closed;
        this.scored = ScoredMembers.of(group.members().stream().map(PackedMember.Stored::member));
        this.choice = EstimatorChoice.of(opened.getEstimator());
    }

    /** Ends a group. */
    static AdvantageGroup of(String groupId, OpenGroup group, GroupClosed closed) {
        GroupEnding ending = new GroupEnding(group, closed);
        Verdict verdict = new OutcomeRules(group, ending.opened, closed, ending.scored, ending.choice).verdict();
        AdvantageGroup record = ending.record(groupId, verdict, ending.members(verdict));
        // Packed state names each text once, the record once a member: never larger than state times members.
        long bound = group.packedBytes() * (group.members().size() + 2);
        if (bound <= MAX_RECORD_BYTES || encodedBytes(record) <= MAX_RECORD_BYTES) {
            return record;
        }
        String detail = "its terminal record would have " + encodedBytes(record) + " bytes, more than "
                + MAX_RECORD_BYTES + ", so its members are left out";
        return ending.record(groupId, Verdict.filtered(GroupReason.ESTIMATOR_ERROR, detail), List.of());
    }

    private AdvantageGroup record(String groupId, Verdict verdict, List<Member> members) {
        boolean training = opened.getPurpose() != Purpose.EVAL;
        AdvantageGroup.Builder record = AdvantageGroup.newBuilder()
                .setGroupId(groupId)
                .setRunId(group.runId())
                .setOutcome(verdict.outcome())
                .setClosedBy(closed.getClosedBy())
                .setReason(verdict.reason())
                .setPurpose(opened.getPurpose())
                .setCounts(counts(verdict))
                .setVerifierParameters(new TreeMap<>(opened.getVerifierParameters()))
                .setMembers(members);
        Optional.ofNullable(verdict.detail()).ifPresent(record::setDetail);
        Optional.ofNullable(opened.getDataset()).ifPresent(record::setDataset);
        Optional.ofNullable(opened.getTaskType()).ifPresent(record::setTaskType);
        Optional.ofNullable(opened.getTask()).ifPresent(record::setTask);
        Optional.ofNullable(opened.getOpenedAtMs()).ifPresent(record::setOpenedAtMs);
        Optional.ofNullable(closed.getClosedAtMs()).ifPresent(record::setClosedAtMs);
        verifier().ifPresent(record::setVerifier);
        statistics().ifPresent(record::setRewards);
        if (training) {
            record.setEstimator(choice.settings());
            record.setMinGroupSize(OutcomeRules.minimum(opened, group.groupSize()));
        }
        if (verdict.filtersApplied() && GroupFilter.of(opened.getFilter()).isPresent()) {
            record.setFilter(opened.getFilter());
        }
        return record.build();
    }

    /** The verifiers that the members name, else the one that the group was opened with. */
    private Optional<String> verifier() {
        String used = group.members().stream()
                .map(PackedMember.Stored::verifier)
                .filter(Objects::nonNull)
                .distinct()
                .collect(Collectors.joining(","));
        return used.isEmpty() ? Optional.ofNullable(opened.getVerifier()) : Optional.of(used);
    }

    private MemberCounts counts(Verdict verdict) {
        MemberCounts.Builder counts = MemberCounts.newBuilder()
                .setReceived(group.members().size())
                .setScored(scored.size())
                .setUsed(verdict.advantages() == null ? 0 : scored.size())
                .setTimeout(count(MemberOutcome.TIMEOUT))
                .setError(count(MemberOutcome.ERROR))
                .setUnscorable(count(MemberOutcome.UNSCORABLE) + count(MemberOutcome.UNKNOWN))
                .setDuplicates(duplicates());
        if (group.groupSize() != OpenGroup.UNKNOWN_SIZE) {
            counts.setExpected(group.groupSize());
        }
        return counts.build();
    }

    private int duplicates() {
        Integer seenByScorer = closed.getDuplicates();
        return group.duplicates() + (seenByScorer == null ? 0 : seenByScorer);
    }

    private int count(MemberOutcome outcome) {
        return (int) group.members().stream()
                .filter(stored -> stored.member().getOutcome() == outcome)
                .count();
    }

    private Optional<RewardStatistics> statistics() {
        if (scored.size() == 0) {
            return Optional.empty();
        }
        ScoreStatistics rewards = ScoreStatistics.of(choice.ddof(), scored.rewards());
        RewardStatistics.Builder statistics = RewardStatistics.newBuilder()
                .setMean(rewards.mean())
                .setMin(rewards.min())
                .setMax(rewards.max())
                .setZeroVariance(rewards.zeroVariance());
        if (Double.isFinite(rewards.std())) {
            statistics.setStd(rewards.std());
        }
        return Optional.of(statistics.build());
    }

    /** The members of the record; where the verdict has advantages, each scored one is given its own. */
    private List<Member> members(Verdict verdict) {
        double[] advantages = verdict.advantages();
        List<Member> members = new ArrayList<>(group.members().size());
        int next = 0;
        for (PackedMember.Stored stored : group.members()) {
            Member member = stored.member();
            if (advantages != null && member.getReward() != null) {
                member.put("advantage", advantages[next++]);
            }
            members.add(member);
        }
        return members;
    }

    private static int encodedBytes(AdvantageGroup record) {
        try {
            return AdvantageGroup.getEncoder().encode(record).remaining();
        } catch (IOException e) {
            throw new UncheckedIOException("a terminal record does not fit its own schema", e);
        }
    }
}
