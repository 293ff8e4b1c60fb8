package dev.rollstream.local.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.Topic;
import dev.rollstream.avro.Topics;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccessRulesTest {
    private static final Topics TOPICS = new Topics("lab.");
    private static final AccessRules RULES = new AccessRules(TOPICS, "workers", "learner");

    @Test
    void whoMayReadAnswersAndRewards() {
        assertThat(allowed(TOPICS.answerKeys(), AclOperation.READ))
                .containsExactlyInAnyOrder(Role.TASKS, Role.SCORER, Role.AUDITOR);
        assertThat(allowed(TOPICS.rewards(), AclOperation.READ))
                .containsExactlyInAnyOrder(Role.AGGREGATOR, Role.WATCHER, Role.AUDITOR);
    }

    @Test
    void everyTopicOfTheFlowHasOneWriter() {
        assertThat(allowed(TOPICS.tasks(), AclOperation.WRITE)).containsExactly(Role.TASKS);
        assertThat(allowed(TOPICS.answerKeys(), AclOperation.WRITE)).containsExactly(Role.TASKS);
        assertThat(allowed(TOPICS.rollouts(), AclOperation.WRITE)).containsExactly(Role.WORKER);
        assertThat(allowed(TOPICS.rewards(), AclOperation.WRITE)).containsExactly(Role.SCORER);
        assertThat(allowed(TOPICS.advantages(), AclOperation.WRITE)).containsExactly(Role.AGGREGATOR);
        assertThat(allowed(TOPICS.policies(), AclOperation.WRITE)).containsExactly(Role.LEARNER);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void noRightReachesBeyondTheStreamOrTheRole(Role role) {
        // When
        List<AclBinding> rights = RULES.of(role, "User:somebody");

        // Then
        assertThat(rights).isNotEmpty().doesNotHaveDuplicates().allSatisfy(right -> {
            assertThat(right.entry().principal()).isEqualTo("User:somebody");
            assertThat(right.pattern().resourceType()).isNotEqualTo(ResourceType.CLUSTER);
            assertThat(right.pattern().name()).startsWith("lab.");
            assertThat(right.entry().operation())
                    .isNotIn(AclOperation.ALL, AclOperation.DELETE, AclOperation.ALTER, AclOperation.CLUSTER_ACTION);
        });
    }

    private static Set<Role> allowed(Topic<?> topic, AclOperation operation) {
        return Stream.of(Role.values())
                .filter(role ->
                        RULES.of(role, "User:" + role).stream().anyMatch(right -> allows(right, topic, operation)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
    }

    private static boolean allows(AclBinding right, Topic<?> topic, AclOperation operation) {
        boolean named = right.pattern().patternType() == PatternType.PREFIXED
                ? topic.name().startsWith(right.pattern().name())
                : topic.name().equals(right.pattern().name());
        return right.pattern().resourceType() == ResourceType.TOPIC
                && named
                && right.entry().operation() == operation;
    }
}
