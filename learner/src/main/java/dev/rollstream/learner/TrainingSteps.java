package dev.rollstream.learner;

import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.learner.checkpoint.Checkpoint;
import dev.rollstream.learner.checkpoint.CheckpointStore;
import dev.rollstream.learner.checkpoint.Manifest;
import dev.rollstream.learner.checkpoint.Manifest.Lineage;
import dev.rollstream.learner.checkpoint.Manifest.Place;
import dev.rollstream.learner.checkpoint.Manifest.Settled;
import dev.rollstream.learner.reader.GroupRef;
import dev.rollstream.learner.reader.Position;
import dev.rollstream.learner.training.BatchReport;
import dev.rollstream.learner.training.Control;
import dev.rollstream.learner.training.PolicyTrainer;
import dev.rollstream.learner.training.PromptGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Takes steps of training and writes a checkpoint after each. For one thread. */
final class TrainingSteps {
    private final TrainingOptions options;
    private final CheckpointStore store;
    private final PolicyTrainer trainer;
    private final Control control;
    private long newestVersion;

    /**
     * TrainingSteps of a trainer.
     *
     * @param newestVersion greatest version that anybody published of the policy; numbers go on from there
     * @param control of an experiment
     */
    TrainingSteps(
            TrainingOptions options,
            CheckpointStore store,
            PolicyTrainer trainer,
            long newestVersion,
            Control control) {
        this.options = options;
        this.store = store;
        this.trainer = trainer;
        this.newestVersion = newestVersion;
        this.control = control;
    }

    /** Where a reader goes on after a checkpoint. */
    static Position position(Checkpoint checkpoint) {
        Place place = checkpoint.manifest().place();
        return Position.of(place.topic(), place.offsets());
    }

    /** Step 0: the weights that training starts from. */
    Checkpoint first(Position position) throws IOException {
        store.writeReference(trainer.reference());
        return write(0, null, place(position, new TreeMap<>(), List.of()), new TreeMap<>());
    }

    /** The weights of a checkpoint under a version of their own, where later ones were published of a line that is given up. */
    Checkpoint branch(Checkpoint old) throws IOException {
        Lineage line = old.manifest().lineage();
        Place place = place(position(old), old.manifest().place().counts(), List.of());
        return write(line.step(), line.version(), place, old.manifest().metrics());
    }

    /** Learns from a batch. */
    Checkpoint take(Checkpoint before, BatchIntake.Intake intake) throws IOException {
        Lineage line = before.manifest().lineage();
        List<PromptGroup> groups =
                intake.groups().stream().map(PreparedGroup::learned).toList();
        BatchReport report = trainer.update(control.apply(groups, line.step(), line.step()), line.step());
        List<Settled> settled = settled(intake);
        SortedMap<String, Long> counts = new TreeMap<>(before.manifest().place().counts());
        settled.forEach(group -> counts.merge(group.outcome().name(), 1L, Long::sum));
        Place place = place(intake.position(), counts, settled);
        Checkpoint checkpoint = write(line.step() + 1, line.version(), place, metrics(report, intake, line.version()));
        store.prune(options.checkpoints().keep());
        return checkpoint;
    }

    private Checkpoint write(long step, @Nullable Long parent, Place place, SortedMap<String, Double> metrics)
            throws IOException {
        long version = Math.max(newestVersion, parent == null ? 0 : parent) + 1;
        Lineage lineage = new Lineage(options.policyId(), step, version, parent);
        Checkpoint written = store.write(
                step,
                trainer.weights(),
                trainer.optimiser(),
                files -> new Manifest(
                        Manifest.FORMAT, options.learner(), lineage, place, files, options.settings(), metrics));
        newestVersion = version;
        return written;
    }

    private Place place(Position position, SortedMap<String, Long> counts, List<Settled> groups) {
        return new Place(
                position.topic(), position.offsets(), options.schedule().batchGroups(), counts, groups);
    }

    private static List<Settled> settled(BatchIntake.Intake intake) {
        List<Settled> settled = new ArrayList<>();
        intake.groups().forEach(group -> settled.add(of(group.source().ref(), ReceiptOutcome.TRAINED, null)));
        intake.refused().forEach(refused -> settled.add(of(refused.group(), refused.outcome(), refused.detail())));
        return settled;
    }

    private static Settled of(GroupRef ref, ReceiptOutcome outcome, @Nullable String detail) {
        return new Settled(ref.groupId(), ref.runId(), ref.partition(), ref.offset(), outcome, detail);
    }

    private static SortedMap<String, Double> metrics(BatchReport report, BatchIntake.Intake intake, long version) {
        SortedMap<String, Double> metrics = new TreeMap<>(report.metrics());
        LongSummaryStatistics staleness = intake.groups().stream()
                .mapToLong(group -> group.staleness(version))
                .summaryStatistics();
        metrics.put("staleness_mean", staleness.getAverage());
        metrics.put("staleness_max", (double) staleness.getMax());
        metrics.put(
                "reward",
                intake.groups().stream()
                        .mapToDouble(PreparedGroup::meanReward)
                        .average()
                        .orElse(0));
        metrics.put("groups", (double) intake.groups().size());
        metrics.put("refused", (double) intake.refused().size());
        Map.copyOf(metrics).forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                metrics.remove(name);
            }
        });
        return metrics;
    }
}
