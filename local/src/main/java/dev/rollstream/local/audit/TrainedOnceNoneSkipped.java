package dev.rollstream.local.audit;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.PartitionPosition;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.ReceiptOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Rule 9: in the line of versions that a learner's newest one descends from, no group was trained twice, and none that the learner has
 * behind it was skipped. Versions only grow. What a learner trained before an older checkpoint was put back lies on a line that was
 * given up, and does not count.
 */
final class TrainedOnceNoneSkipped implements Guarantee {
    private static final long BEFORE_THE_FIRST = 0;

    private final Finding.Builder finding = new Finding.Builder(name());
    private final Map<String, TreeMap<Long, PolicyVersion>> policies = new HashMap<>();
    private final Map<String, Progress> learners = new HashMap<>();
    private final Map<String, List<Settled>> receipts = new HashMap<>();
    private final List<Usable> usable = new ArrayList<>();
    private final Set<String> onlyReads = new TreeSet<>();

    /** A group that trains, and where its terminal record lies. */
    private record Usable(String group, int partition, long offset) {}

    /** What a receipt says of a group. */
    private record Settled(
            String learner,
            boolean trained,
            @Nullable Long versionIn,
            @Nullable Long versionOut) {
        /** Whether it was written on a line of versions: a step by what it made, a refusal by what it was made against. */
        boolean isOn(Set<Long> line) {
            return trained ? line.contains(versionOut) : versionIn == null || line.contains(versionIn);
        }
    }

    @Override
    public String name() {
        return "groups-are-trained-once-and-none-is-skipped";
    }

    @Override
    public void onAdvantageGroup(Logged<AdvantageGroup> group) {
        GroupOutcome outcome = group.value().getOutcome();
        boolean trains = group.value().getPurpose() == Purpose.TRAIN
                && (outcome == GroupOutcome.COMPLETE || outcome == GroupOutcome.PARTIAL);
        if (trains) {
            usable.add(new Usable(group.key(), group.partition(), group.offset()));
        }
    }

    @Override
    public void onPolicyVersion(Logged<PolicyVersion> version) {
        TreeMap<Long, PolicyVersion> known = policies.computeIfAbsent(version.key(), id -> new TreeMap<>());
        long number = version.value().getVersion();
        finding.require(
                known.isEmpty() || known.lastKey() < number,
                "policy " + version.key() + " went from version " + (known.isEmpty() ? 0 : known.lastKey()) + " to "
                        + number);
        known.put(number, version.value());
    }

    @Override
    public void onReceipt(Logged<Receipt> receipt) {
        Receipt value = receipt.value();
        receipts.computeIfAbsent(receipt.key(), group -> new ArrayList<>())
                .add(new Settled(
                        value.getLearner(),
                        value.getOutcome() == ReceiptOutcome.TRAINED,
                        value.getVersionIn(),
                        value.getVersionOut()));
    }

    @Override
    public void onProgress(Logged<Progress> progress) {
        learners.put(progress.key(), progress.value());
    }

    @Override
    public Finding verify(Window window) {
        learners.forEach((learner, progress) -> {
            if (progress.getPolicyId() == null) {
                onlyReads.add(learner);
            } else {
                judge(learner, progress, policies.getOrDefault(progress.getPolicyId(), new TreeMap<>()));
            }
        });
        if (!onlyReads.isEmpty()) {
            finding.note("not judged, as they train nothing: " + String.join(", ", onlyReads));
        }
        return finding.build();
    }

    private void judge(String learner, Progress progress, TreeMap<Long, PolicyVersion> versions) {
        Set<Long> line = lineOf(learner, versions);
        finding.require(
                progress.getPolicyVersion() == null || line.contains(progress.getPolicyVersion()),
                "learner " + learner + " says that it is at version " + progress.getPolicyVersion() + " of policy "
                        + progress.getPolicyId() + ", which was never published on its line");
        receipts.forEach((group, all) -> judge(learner, group, all, versions, line));
        Map<Integer, Long> behind = new HashMap<>();
        for (PartitionPosition place : progress.getPosition()) {
            behind.put(place.getPartition(), place.getOffset());
        }
        for (Usable group : usable) {
            if (group.offset < behind.getOrDefault(group.partition, 0L)) {
                finding.require(
                        receipts.getOrDefault(group.group, List.of()).stream()
                                .anyMatch(receipt -> receipt.learner.equals(learner) && receipt.isOn(line)),
                        "learner " + learner + " has group " + group.group + " behind it, at " + group.partition + "@"
                                + group.offset + ", and neither trained nor refused it");
            }
        }
    }

    private void judge(
            String learner, String group, List<Settled> all, TreeMap<Long, PolicyVersion> versions, Set<Long> line) {
        int trained = 0;
        boolean refused = false;
        for (Settled receipt : all) {
            refused |= receipt.learner.equals(learner) && !receipt.trained && receipt.isOn(line);
            if (receipt.learner.equals(learner) && receipt.trained) {
                PolicyVersion out = receipt.versionOut == null ? null : versions.get(receipt.versionOut);
                finding.require(
                        out != null && Long.valueOf(parent(out)).equals(receipt.versionIn),
                        "learner " + learner + " trained group " + group + " from version " + receipt.versionIn + " to "
                                + receipt.versionOut + ", which no version of the policy is");
                trained += line.contains(receipt.versionOut) ? 1 : 0;
            }
        }
        if (trained > 1) {
            finding.violated("learner " + learner + " trained group " + group + " " + trained + " times");
        }
        if (trained > 0 && refused) {
            finding.violated("learner " + learner + " trained group " + group + " and refused it");
        }
    }

    /** The newest version of a learner with all that it descends from. */
    private static Set<Long> lineOf(String learner, TreeMap<Long, PolicyVersion> versions) {
        Set<Long> line = new HashSet<>(Set.of(BEFORE_THE_FIRST));
        Long number = versions.descendingMap().entrySet().stream()
                .filter(entry -> learner.equals(entry.getValue().getLearner()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
        while (number != null && line.add(number)) {
            PolicyVersion version = versions.get(number);
            number = version == null ? null : version.getParent();
        }
        return line;
    }

    private static long parent(PolicyVersion version) {
        return version.getParent() == null ? 0 : version.getParent();
    }
}
