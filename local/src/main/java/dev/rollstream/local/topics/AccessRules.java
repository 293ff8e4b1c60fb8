package dev.rollstream.local.topics;

import dev.rollstream.aggregator.AggregatorStage;
import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import dev.rollstream.producer.task.TaskProducerStage;
import dev.rollstream.scorer.ScorerTopology;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The rights that each role needs on the cluster, and no others. On Kafka READ and WRITE include DESCRIBE. Who makes topics is not among
 * the roles: that is an operator.
 *
 * @param topics the stream
 * @param fleet name of the workers' fleet
 * @param learner name of the learner
 */
public record AccessRules(Topics topics, String fleet, String learner) {

    /** The rights of one role, in the order of the data flow. */
    public List<AclBinding> of(Role role, String principal) {
        Rights rights = new Rights(principal);
        switch (role) {
            case TASKS ->
                rights.write(topics.tasks(), topics.answerKeys())
                        .read(topics.answerKeys(), topics.advantages(), topics.progress(), topics.receipts())
                        .transactions(topics.prefix() + TaskProducerStage.NAME + ".", PatternType.PREFIXED);
            case WORKER ->
                rights.read(topics.tasks(), topics.policies())
                        .write(topics.rollouts(), topics.deadLetters())
                        .group(topics.prefix() + fleet, AclOperation.READ, AclOperation.ALTER_CONFIGS);
            case SCORER ->
                rights.read(topics.answerKeys(), topics.rollouts())
                        .write(topics.rewards(), topics.deadLetters())
                        .streams(topics.prefix() + ScorerTopology.STAGE);
            case AGGREGATOR ->
                rights.read(topics.rewards())
                        .write(topics.advantages(), topics.deadLetters())
                        .streams(topics.prefix() + AggregatorStage.NAME);
            case LEARNER ->
                rights.read(topics.tasks(), topics.rollouts(), topics.advantages())
                        .readAndWrite(topics.policies(), topics.progress(), topics.receipts())
                        .transactions(topics.prefix() + learner, PatternType.LITERAL);
            case WATCHER ->
                rights.read(topics.tasks(), topics.rollouts(), topics.rewards(), topics.advantages())
                        .read(topics.policies(), topics.progress(), topics.receipts(), topics.deadLetters())
                        .describe(topics.answerKeys())
                        .add(ResourceType.GROUP, topics.prefix(), PatternType.PREFIXED, AclOperation.DESCRIBE);
            case AUDITOR ->
                rights.read(topics.all().toArray(Topic<?>[]::new))
                        .add(ResourceType.GROUP, topics.prefix(), PatternType.PREFIXED, AclOperation.DESCRIBE);
        }
        return List.copyOf(rights.bindings);
    }

    /** Collects the rights of one principal. */
    private static final class Rights {
        private final String principal;
        private final List<AclBinding> bindings = new ArrayList<>();

        Rights(String principal) {
            this.principal = principal;
        }

        Rights read(Topic<?>... read) {
            return onTopics(read, AclOperation.READ);
        }

        Rights describe(Topic<?>... described) {
            return onTopics(described, AclOperation.DESCRIBE);
        }

        Rights write(Topic<?>... written) {
            return onTopics(written, AclOperation.WRITE);
        }

        Rights readAndWrite(Topic<?>... both) {
            return onTopics(both, AclOperation.READ, AclOperation.WRITE);
        }

        private Rights onTopics(Topic<?>[] named, AclOperation... operations) {
            Stream.of(named).forEach(topic -> add(ResourceType.TOPIC, topic.name(), PatternType.LITERAL, operations));
            return this;
        }

        Rights group(String id, AclOperation... operations) {
            return add(ResourceType.GROUP, id, PatternType.LITERAL, operations);
        }

        Rights transactions(String id, PatternType pattern) {
            return add(ResourceType.TRANSACTIONAL_ID, id, pattern, AclOperation.WRITE);
        }

        /** A Kafka Streams application: its group, its transactions, and the topics that back its stores. */
        Rights streams(String applicationId) {
            return group(applicationId, AclOperation.READ)
                    .transactions(applicationId + "-", PatternType.PREFIXED)
                    .add(
                            ResourceType.TOPIC,
                            applicationId + "-",
                            PatternType.PREFIXED,
                            AclOperation.CREATE,
                            AclOperation.READ,
                            AclOperation.WRITE);
        }

        Rights add(ResourceType type, String name, PatternType pattern, AclOperation... operations) {
            ResourcePattern resource = new ResourcePattern(type, name, pattern);
            Arrays.stream(operations)
                    .map(operation -> new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW))
                    .forEach(entry -> bindings.add(new AclBinding(resource, entry)));
            return this;
        }
    }
}
