package dev.rollstream.learner;

import dev.rollstream.avro.PartitionPosition;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.learner.checkpoint.Checkpoint;
import dev.rollstream.learner.checkpoint.Manifest;
import dev.rollstream.learner.checkpoint.Manifest.Lineage;
import dev.rollstream.learner.checkpoint.Manifest.Settled;
import dev.rollstream.learner.ledger.LedgerEntry;
import dev.rollstream.learner.ledger.Receipts;
import dev.rollstream.learner.reader.GroupRef;
import dev.rollstream.learner.reader.Refused;
import java.util.List;
import java.util.Map;

/**
 * What the stream is told of a checkpoint. Made from the checkpoint alone, so that it can be told again, word for word, by whoever
 * finds that it was not.
 */
@SuppressWarnings("NullAway") // generated setters take null where the schema does
final class Announcement {
    private Announcement() {}

    static LedgerEntry of(Checkpoint checkpoint) {
        Manifest manifest = checkpoint.manifest();
        return LedgerEntry.step(version(checkpoint), progress(manifest), receipts(manifest));
    }

    private static PolicyVersion version(Checkpoint checkpoint) {
        Manifest manifest = checkpoint.manifest();
        Lineage lineage = manifest.lineage();
        return PolicyVersion.newBuilder()
                .setPolicyId(lineage.policyId())
                .setVersion(lineage.version())
                .setParent(lineage.parent())
                .setStep(lineage.step())
                .setLearner(manifest.learner())
                .setWeightsUri(checkpoint.weights().toUri().toString())
                .setSha256(manifest.files().weights())
                .setMetrics(manifest.metrics())
                .build();
    }

    private static Progress progress(Manifest manifest) {
        List<PartitionPosition> position = manifest.place().offsets().entrySet().stream()
                .map(entry -> new PartitionPosition(entry.getKey(), entry.getValue()))
                .toList();
        return Progress.newBuilder()
                .setLearner(manifest.learner())
                .setPolicyId(manifest.lineage().policyId())
                .setStep(manifest.lineage().step())
                .setPolicyVersion(manifest.lineage().version())
                .setPosition(position)
                .setBatchSize(manifest.place().batchGroups())
                .setGroups(Map.copyOf(manifest.place().counts()))
                .build();
    }

    private static List<Receipt> receipts(Manifest manifest) {
        Lineage lineage = manifest.lineage();
        long versionIn = lineage.parent() == null ? 0 : lineage.parent();
        Receipts receipts = new Receipts(manifest.learner());
        Receipts.Step step = new Receipts.Step(lineage.policyId(), lineage.step(), versionIn, lineage.version());
        return manifest.place().groups().stream()
                .map(settled -> settled.outcome() == ReceiptOutcome.TRAINED
                        ? receipts.trained(ref(settled), step)
                        : receipts.of(refused(settled), lineage.policyId(), versionIn))
                .toList();
    }

    private static GroupRef ref(Settled settled) {
        return new GroupRef(settled.group(), settled.run(), settled.partition(), settled.offset());
    }

    private static Refused refused(Settled settled) {
        return new Refused(ref(settled), settled.outcome(), settled.detail() == null ? "" : settled.detail());
    }
}
