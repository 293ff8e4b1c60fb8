package dev.rollstream.local.cli;

import dev.rollstream.avro.Component;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.MemberScored;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.local.topics.TopicReader;
import dev.rollstream.runtime.StageConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the rewards of evaluations say, counted plainly from topic rewards: members by group, groups by what they measure. */
final class MeasuredScores {
    private final Map<String, GroupOpened> opened = new HashMap<>();
    private final Map<String, List<MemberScored>> members = new TreeMap<>();

    /** What was measured: data set, kind of task, oldest version of a group. */
    record Subject(String dataset, String task, long version) {}

    /** Sums over the groups of a subject. */
    record Sums(int groups, int completions, double accuracy, double format, double reward, double anyRight) {
        static final Sums NONE = new Sums(0, 0, 0, 0, 0, 0);

        Sums plus(List<MemberScored> group) {
            double right = group.stream()
                    .mapToDouble(member -> part(member, "accuracy"))
                    .sum();
            return new Sums(
                    groups + 1,
                    completions + group.size(),
                    accuracy + right / group.size(),
                    format
                            + group.stream()
                                    .mapToDouble(member -> part(member, "format"))
                                    .sum(),
                    reward + group.stream().mapToDouble(MemberScored::getReward).sum(),
                    anyRight + (right > 0 ? 1 : 0));
        }
    }

    static Map<Subject, Sums> of(StageConfig config) {
        MeasuredScores scores = new MeasuredScores();
        try (RegistryClient registry = RegistryClients.create(config.registry());
                TopicReader reader = new TopicReader(config, "measured")) {
            AvroDeserializer<RewardEvent> decoder = new AvroDeserializer<>(RewardEvent.class, registry);
            reader.read(
                    reader.ends(config.topics().rewards()),
                    record -> scores.add(decoder.deserialize(record.topic(), record.headers(), record.value())));
        }
        Map<Subject, Sums> bySubject = new HashMap<>();
        scores.members.forEach((group, all) -> {
            GroupOpened about = scores.opened.get(group);
            if (about.getPurpose() == Purpose.EVAL) {
                long version = all.stream()
                        .mapToLong(MemberScored::getPolicyVersionMin)
                        .min()
                        .orElseThrow();
                bySubject.merge(
                        new Subject(about.getDataset(), about.getTaskType(), version),
                        Sums.NONE.plus(all),
                        (sums, first) -> sums.plus(all));
            }
        });
        return bySubject;
    }

    private void add(RewardEvent event) {
        if (event.getOpened() != null) {
            opened.put(event.getGroupId(), event.getOpened());
        }
        if (event.getMember() != null && event.getMember().getOutcome() == MemberOutcome.SCORED) {
            members.computeIfAbsent(event.getGroupId(), group -> new ArrayList<>())
                    .add(event.getMember());
        }
    }

    private static double part(MemberScored member, String name) {
        return member.getComponents().stream()
                .filter(component -> component.getName().equals(name))
                .mapToDouble(Component::getValue)
                .findFirst()
                .orElseThrow();
    }
}
