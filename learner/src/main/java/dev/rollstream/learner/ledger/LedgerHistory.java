package dev.rollstream.learner.ledger;

import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Progress;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;

/** What learners told the stream in the past. */
public final class LedgerHistory {
    private LedgerHistory() {}

    /**
     * A learner's last word on topic progress; empty: it never wrote one. Asking for it takes no learner's place.
     *
     * @throws StageException if the cluster or the registry does not answer
     */
    public static Optional<Progress> lastWord(StageConfig config, String learner) {
        try (RegistryClient registry = RegistryClients.create(config.registry())) {
            return TopicScan.last(
                    config, config.topics().progress(), learner, new AvroDeserializer<>(Progress.class, registry));
        } catch (KafkaException e) {
            throw new StageException("cannot read what learner " + learner + " last told: " + e.getMessage(), e);
        }
    }

    /**
     * The version that a step made.
     *
     * @param parent version that it was made from
     * @throws StageException if the cluster or the registry does not answer
     */
    public static Optional<PolicyVersion> version(StageConfig config, String policyId, long step, long parent) {
        return all(config, config.topics().policies(), policyId::equals).stream()
                .filter(version -> Long.valueOf(step).equals(version.getStep())
                        && Long.valueOf(parent).equals(version.getParent()))
                .findFirst();
    }

    /**
     * A learner's receipts of groups that made a version.
     *
     * @throws StageException if the cluster or the registry does not answer
     */
    public static List<Receipt> receipts(StageConfig config, String learner, long versionOut) {
        return all(config, config.topics().receipts(), key -> true).stream()
                .filter(receipt -> receipt.getLearner().equals(learner)
                        && Long.valueOf(versionOut).equals(receipt.getVersionOut()))
                .toList();
    }

    private static <T extends SpecificRecord> List<T> all(StageConfig config, Topic<T> topic, Predicate<String> key) {
        List<T> found = new ArrayList<>();
        try (RegistryClient registry = RegistryClients.create(config.registry())) {
            AvroDeserializer<T> decoder = new AvroDeserializer<>(topic.valueType(), registry);
            TopicScan.of(
                    config,
                    topic,
                    key,
                    record -> found.add(decoder.deserialize(topic.name(), record.headers(), record.value())));
            return found;
        } catch (KafkaException e) {
            throw new StageException("cannot read topic " + topic.name() + ": " + e.getMessage(), e);
        }
    }
}
