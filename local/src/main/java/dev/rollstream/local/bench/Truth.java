package dev.rollstream.local.bench;

import dev.rollstream.aggregator.estimator.Estimators;
import dev.rollstream.aggregator.estimator.GroupScores;
import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.Rollout;
import dev.rollstream.local.audit.Finding;
import dev.rollstream.local.audit.Guarantee;
import dev.rollstream.local.audit.Logged;
import dev.rollstream.local.audit.Window;
import dev.rollstream.runtime.DeadLetter;
import dev.rollstream.scorer.verifier.AnswerSpec;
import dev.rollstream.scorer.verifier.Completion;
import dev.rollstream.scorer.verifier.Scorer;
import dev.rollstream.scorer.verifier.Verdict;
import dev.rollstream.scorer.verifier.VerifierRegistry;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * That stages made of a workload what verifier and estimator, asked directly, make of it: every completion its reward, every group its
 * advantages, no more records than that, and no dead letter.
 */
final class Truth implements Guarantee {
    private final Workload workload;
    private final Placement groups;
    private final Expected expected;
    private final Finding.Builder finding = new Finding.Builder(name());
    private final double[] rewards;
    private final double[] advantages;
    private long rollouts;
    private long scored;
    private long closed;
    private long terminals;
    private long deadLetters;

    /** How far the stages went that were measured. */
    enum Expected {
        /** To REWARDS. */
        REWARDS,
        /** To ADVANTAGES. */
        ADVANTAGES
    }

    Truth(Workload workload, Placement groups, Expected expected) {
        this.workload = workload;
        this.groups = groups;
        this.expected = expected;
        this.rewards = IntStream.range(0, workload.groupSize())
                .mapToDouble(Truth::reward)
                .toArray();
        this.advantages = Estimators.create(BenchRecords.ESTIMATOR).advantages(GroupScores.of(rewards));
    }

    private static double reward(int index) {
        try (VerifierRegistry verifiers = VerifierRegistry.builtIn()) {
            Scorer verifier = verifiers.require(BenchRecords.VERIFIER);
            Verdict.Scored verdict = (Verdict.Scored)
                    verifier.score(Completion.of(BenchRecords.text(index)), AnswerSpec.of(BenchRecords.ANSWER));
            return verdict.overall();
        }
    }

    @Override
    public String name() {
        return "rewards-and-advantages-are-those-of-the-workload";
    }

    @Override
    public void onRollout(Logged<Rollout> rollout) {
        rollouts++;
    }

    @Override
    public void onDeadLetter(DeadLetter letter) {
        deadLetters++;
    }

    @Override
    public void onReward(Logged<RewardEvent> event) {
        if (groups.group(event.key()) < 0) {
            return;
        }
        if (event.value().getClosed() != null) {
            closed++;
        } else if (event.value().getMember() != null) {
            scored++;
            int index = event.value().getMember().getIndex();
            Double reward = event.value().getMember().getReward();
            if (!Objects.equals(reward, rewards[index])) {
                finding.violated(
                        "reward of " + event.key() + ", index " + index + " is " + reward + ", not " + rewards[index]);
            }
        }
    }

    @Override
    public void onAdvantageGroup(Logged<AdvantageGroup> group) {
        if (groups.group(group.key()) < 0) {
            return;
        }
        terminals++;
        finding.require(
                group.value().getOutcome() == GroupOutcome.COMPLETE
                        && group.value().getMembers().size() == advantages.length,
                "group " + group.key() + " is " + group.value().getOutcome());
        for (Member member : group.value().getMembers()) {
            finding.require(
                    Objects.equals(member.getAdvantage(), advantages[member.getIndex()]),
                    "advantage of " + group.key() + ", index " + member.getIndex() + " is " + member.getAdvantage());
        }
    }

    @Override
    public Finding verify(Window window) {
        count("dead letters", deadLetters, 0);
        count("members scored", scored, workload.rollouts());
        count("groups closed", closed, workload.groups());
        if (expected == Expected.ADVANTAGES) {
            count("terminal records", terminals, workload.groups());
        }
        finding.require(rollouts >= workload.rollouts(), "only " + rollouts + " rollouts were there");
        return finding.build();
    }

    private void count(String what, long seen, long wanted) {
        finding.require(seen == wanted, what + ": " + seen + ", not " + wanted);
    }
}
