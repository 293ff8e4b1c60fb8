package dev.rollstream.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StageConfigTest {
    private static final StageConfig CONFIG = new StageConfig(
            "broker:9092",
            "http://registry:8081",
            "lab.",
            Map.of(
                    "acks", "0",
                    "isolation.level", "read_uncommitted",
                    "enable.idempotence", "false",
                    "linger.ms", "50",
                    "security.protocol", "SASL_SSL",
                    "schema.registry.url", "http://elsewhere"));

    @Test
    void noUserSettingWeakensAGuarantee() {
        assertThat(CONFIG.producer("worker")).containsEntry("acks", "all").containsEntry("enable.idempotence", true);
        assertThat(CONFIG.consumer("learner")).containsEntry("isolation.level", "read_committed");
    }

    @Test
    void userSettingsComeBeforeOurDefaults() {
        assertThat(CONFIG.producer("worker"))
                .containsEntry("linger.ms", "50")
                .containsEntry("security.protocol", "SASL_SSL");
        assertThat(CONFIG.admin("check")).containsEntry("security.protocol", "SASL_SSL");
    }

    @Test
    void showsNoPasswords() {
        // Given
        StageConfig config = new StageConfig(
                "broker:9092",
                "https://reader:hidden1@one:8081,https://two:8081",
                "lab.",
                Map.of("sasl.jaas.config", "password=hidden2", "schema.registry.bearer.auth.token", "hidden3"));
        // When / Then
        assertThat(config.registryAddress()).isEqualTo("https://***@one:8081,https://two:8081");
        assertThat(config.toString())
                .contains("broker:9092", "sasl.jaas.config")
                .doesNotContain("hidden");
    }

    @Test
    void registrySettingsStayWithTheRegistryClient() {
        assertThat(CONFIG.registry()).containsEntry("schema.registry.url", "http://registry:8081");
        assertThat(CONFIG.consumer("learner")).doesNotContainKey("schema.registry.url");
    }

    @Test
    void idsCarryThePrefix() {
        assertThat(CONFIG.transactionalProducer("tasks", "run-1"))
                .containsEntry("transactional.id", "lab.run-1")
                .containsEntry("client.id", "lab.tasks");
    }
}
