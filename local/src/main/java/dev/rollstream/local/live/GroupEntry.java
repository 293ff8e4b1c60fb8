package dev.rollstream.local.live;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Component;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.Purpose;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An ended group in a list: what is needed to find it, and where its terminal record lies. No payload.
 *
 * @param number counts up from 1 in the order of reading
 * @param partition of topic advantages
 * @param offset of the terminal record
 * @param groupId its id
 * @param kind what it is a group of
 * @param outcome how it ended
 * @param endedMs when, milliseconds since the epoch
 * @param figures how its members fared
 */
public record GroupEntry(
        long number,
        int partition,
        long offset,
        String groupId,
        Kind kind,
        GroupOutcome outcome,
        long endedMs,
        Figures figures) {
    private static final int MAX_TEXT = 120;

    /**
     * What a group is of.
     *
     * @param purpose TRAIN or EVAL
     * @param dataset data set; empty: none named
     * @param task kind of task; empty: none named
     */
    public record Kind(Purpose purpose, String dataset, String task) {}

    /**
     * How members fared.
     *
     * @param members slots taken
     * @param reward mean over scored members; empty: there is none
     * @param accuracy mean over members that have it; empty: none has
     * @param version oldest policy version that sampled a token; empty: not known
     */
    public record Figures(int members, OptionalDouble reward, OptionalDouble accuracy, OptionalLong version) {}

    static GroupEntry of(long number, int partition, long offset, long timeMs, AdvantageGroup group) {
        Purpose purpose = group.getPurpose() == Purpose.EVAL ? Purpose.EVAL : Purpose.TRAIN;
        Long closedMs = group.getClosedAtMs();
        return new GroupEntry(
                number,
                partition,
                offset,
                clipped(group.getGroupId()),
                new Kind(purpose, clipped(group.getDataset()), clipped(group.getTaskType())),
                group.getOutcome(),
                closedMs == null ? timeMs : closedMs,
                figures(group.getMembers()));
    }

    private static Figures figures(List<Member> members) {
        OptionalDouble reward = members.stream()
                .filter(member -> member.getOutcome() == MemberOutcome.SCORED)
                .map(Member::getReward)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .average();
        OptionalDouble accuracy = members.stream()
                .flatMap(member -> member.getComponents().stream())
                .filter(component -> component.getName().equals("accuracy"))
                .map(Component::getValue)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .average();
        OptionalLong version = members.stream()
                .map(Member::getPolicyVersionMin)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .min();
        return new Figures(members.size(), reward, accuracy, version);
    }

    private static String clipped(@Nullable String text) {
        if (text == null) {
            return "";
        }
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
