package dev.rollstream.learner;

import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.avro.RecordRef;
import dev.rollstream.learner.checkpoint.Checkpoint;
import dev.rollstream.learner.ledger.LedgerHistory;
import dev.rollstream.learner.reader.Batch;
import dev.rollstream.learner.reader.Position;
import dev.rollstream.learner.reader.Shard;
import dev.rollstream.learner.reader.ShardedReader;
import dev.rollstream.learner.reader.TrainingGroup;
import dev.rollstream.learner.training.PolicyTrainer;
import dev.rollstream.policy.ModelSize;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Takes a step of the past again, from the checkpoint before it and from what the topics hold, and compares the weights that come out
 * with those that were announced.
 */
public final class StepReplay {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final StageConfig config;
    private final TrainingOptions options;
    private final MeterRegistry meters;

    /** A replay with the options that the step was taken with. */
    public StepReplay(StageConfig config, TrainingOptions options, MeterRegistry meters) {
        this.config = config;
        this.options = options;
        this.meters = meters;
    }

    /**
     * What came out.
     *
     * @param step that was taken again
     * @param version that it made
     * @param groups ids of the groups that its receipts name
     * @param missing of these, the ones that the topics no longer give
     * @param surplus groups that the topics give and no receipt names
     * @param announced SHA-256 of the weights that were published
     * @param recomputed SHA-256 of the weights that came out now; empty if the groups are others
     */
    public record Outcome(
            long step,
            long version,
            Set<String> groups,
            Set<String> missing,
            Set<String> surplus,
            String announced,
            String recomputed) {
        /** Whether the step was what its receipts and its version say. */
        public boolean same() {
            return missing.isEmpty() && surplus.isEmpty() && announced.equals(recomputed);
        }
    }

    /**
     * Takes the step again. Writes nothing to the stream or the checkpoints.
     *
     * @throws StageException if the step is not known, or can no longer be taken again
     */
    public Outcome run(long step) {
        try {
            return replay(step);
        } catch (IOException e) {
            throw new StageException("cannot replay step " + step + ": " + e.getMessage(), e);
        }
    }

    private Outcome replay(long step) throws IOException {
        Checkpoint before = Checkpoint.read(options.checkpoints().folder(), step - 1);
        requireSameSettings(before);
        long parent = before.manifest().lineage().version();
        PolicyVersion made = LedgerHistory.version(config, options.policyId(), step, parent)
                .orElseThrow(() -> new StageException("topic "
                        + config.topics().policies().name()
                        + " has no version of policy " + options.policyId() + " that step " + step + " made of version "
                        + parent));
        List<Receipt> receipts = LedgerHistory.receipts(config, options.learner(), made.getVersion()).stream()
                .filter(receipt -> receipt.getOutcome() == ReceiptOutcome.TRAINED)
                .toList();
        List<PreparedGroup> groups = groups(before, receipts);
        Set<String> told = receipts.stream().map(Receipt::getGroupId).collect(Collectors.toCollection(TreeSet::new));
        Set<String> read = groups.stream()
                .map(group -> group.source().ref().groupId())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> missing = without(told, read);
        Set<String> surplus = without(read, told);
        String recomputed = missing.isEmpty() && surplus.isEmpty() ? retake(before, groups, step) : "";
        return new Outcome(
                step, made.getVersion(), told, missing, surplus, String.valueOf(made.getSha256()), recomputed);
    }

    private static Set<String> without(Set<String> all, Set<String> others) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(others);
        return rest;
    }

    private void requireSameSettings(Checkpoint before) {
        Map<String, String> then = before.manifest().settings();
        List<String> different = new ArrayList<>();
        options.settings().forEach((name, now) -> {
            if (!now.equals(then.get(name))) {
                different.add(name + " was " + then.get(name) + ", is " + now);
            }
        });
        if (!different.isEmpty()) {
            throw new StageException(
                    "the step was taken with other settings: " + different + "; give those to replay it");
        }
    }

    private List<PreparedGroup> groups(Checkpoint before, List<Receipt> receipts) {
        Position from = TrainingSteps.position(before);
        Map<Integer, Long> end = new TreeMap<>();
        for (Receipt receipt : receipts) {
            RecordRef place = Objects.requireNonNull(receipt.getAdvantageGroup());
            end.merge(place.getPartition(), place.getOffset() + 1, Math::max);
        }
        try (ShardedReader reader = ShardedReader.open(config, options.reader(), meters, from)) {
            Batch batch = reader.read(
                            from.advancedTo(end),
                            new Shard(0, 1),
                            before.manifest().lineage().version(),
                            PATIENCE)
                    .orElseThrow(() -> new StageException("the step's groups could not be read within " + PATIENCE));
            return ready(batch.groups());
        }
    }

    private List<PreparedGroup> ready(List<TrainingGroup> groups) {
        double temperature = options.recipe().objective().temperature();
        GroupPreparation preparation = new GroupPreparation(
                options.policyId(), temperature, ModelSize.laptop().buckets());
        return groups.stream()
                .map(preparation::of)
                .filter(GroupPreparation.Outcome.Ready.class::isInstance)
                .map(outcome -> ((GroupPreparation.Outcome.Ready) outcome).group())
                .sorted(PreparedGroup.AS_MADE)
                .toList();
    }

    private String retake(Checkpoint before, List<PreparedGroup> groups, long step) throws IOException {
        Path folder = Files.createTempDirectory("rollstream-replay-");
        Path file = folder.resolve("weights.safetensors");
        try (PolicyTrainer trainer = CheckpointLoader.trainer(before, options.recipe())) {
            trainer.update(groups.stream().map(PreparedGroup::learned).toList(), step - 1);
            return trainer.weights().save(file);
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }
}
