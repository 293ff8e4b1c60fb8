package dev.rollstream.local.life;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.AnswerKey;
import dev.rollstream.avro.AnswerKeyEvent;
import dev.rollstream.avro.Cancel;
import dev.rollstream.avro.Component;
import dev.rollstream.avro.EstimatorSettings;
import dev.rollstream.avro.GroupClosed;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberCounts;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A sentence about each record of a group; completions are never quoted.
 *
 * @param showAnswer whether the answer is told
 */
record Sentences(boolean showAnswer) {

    String task(Task task) {
        return "task " + text(task.getTaskType()) + ", " + task.getImages().size() + " pictures, group of "
                + text(task.getGroupSize()) + ", " + text(task.getTtlMs()) + " ms to live";
    }

    String answerKey(AnswerKeyEvent event) {
        AnswerKey key = event.getAnswerKey();
        Cancel cancel = event.getCancel();
        if (cancel != null) {
            return "cancelled: " + text(cancel.getReason());
        }
        if (key == null) {
            return "neither a key nor a cancellation";
        }
        return "answer " + (showAnswer ? text(key.getAnswer()) : "hidden (--show-answer)") + ", verifier "
                + text(key.getVerifier()) + ", " + text(key.getVariant()) + " made of " + text(key.getSource());
    }

    String rollout(Rollout rollout) {
        String failure = rollout.getError() == null ? "" : ", failed: " + rollout.getError();
        return "member " + rollout.getIndex() + " attempt " + text(rollout.getAttempt()) + ", "
                + text(rollout.getTokenCount()) + " tokens, " + rollout.getFinishReason() + ", "
                + text(rollout.getEngine()) + " by " + text(rollout.getWorker()) + failure;
    }

    String reward(RewardEvent event) {
        return switch (event.getType()) {
            case OPEN -> event.getOpened() == null ? "OPEN without content" : opened(event.getOpened());
            case MEMBER -> event.getMember() == null ? "MEMBER without content" : member(event.getMember());
            case CLOSE -> event.getClosed() == null ? "CLOSE without content" : closed(event.getClosed());
            case UNKNOWN -> "an event of an unknown type";
        };
    }

    private static String opened(GroupOpened opened) {
        return "OPEN, " + text(opened.getGroupSize()) + " members wanted, deadline " + text(opened.getDeadlineMs());
    }

    private static String member(MemberScored member) {
        String result = member.getReward() == null
                ? member.getOutcome() + ": " + text(member.getDetail())
                : "reward " + member.getReward() + components(member.getComponents());
        return "MEMBER " + member.getIndex() + ", " + result + ", " + text(member.getVerifier());
    }

    private static String components(List<Component> components) {
        return components.isEmpty()
                ? ""
                : components.stream()
                        .map(component -> component.getName() + " " + text(component.getValue()))
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    private static String closed(GroupClosed closed) {
        return "CLOSE by " + closed.getClosedBy() + ", " + text(closed.getMembers()) + " members, "
                + text(closed.getDuplicates()) + " duplicates"
                + (closed.getReason() == null ? "" : ": " + closed.getReason());
    }

    String advantages(AdvantageGroup group) {
        MemberCounts counts = group.getCounts();
        EstimatorSettings estimator = group.getEstimator();
        String members = counts == null
                ? ""
                : ", " + text(counts.getScored()) + " of " + text(counts.getExpected()) + " scored, "
                        + text(counts.getUsed()) + " used";
        return group.getOutcome() + " by " + group.getClosedBy() + members + ", "
                + (estimator == null ? "no estimator" : estimator.getName() + "/" + text(estimator.getVersion()))
                + advantages(group.getMembers());
    }

    private static String advantages(List<Member> members) {
        String numbers = members.stream()
                .filter(member -> member.getAdvantage() != null)
                .map(member -> String.format(Locale.ROOT, "%.3f", member.getAdvantage()))
                .collect(Collectors.joining(" "));
        return numbers.isEmpty() ? "" : ", advantages " + numbers;
    }

    String receipt(Receipt receipt) {
        return receipt.getOutcome() + " by " + receipt.getLearner() + ", step " + text(receipt.getStep())
                + (receipt.getDetail() == null ? "" : ": " + receipt.getDetail());
    }

    private static String text(@Nullable Object value) {
        return value == null ? "?" : value.toString();
    }
}
