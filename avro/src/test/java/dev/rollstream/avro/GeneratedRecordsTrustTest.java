package dev.rollstream.avro;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.util.ClassSecurityValidator;
import org.junit.jupiter.api.Test;

class GeneratedRecordsTrustTest {
    @Test
    void vouchesForGeneratedClassesOfThisPackageOnly() {
        // Given
        GeneratedRecordsTrust trust = new GeneratedRecordsTrust();

        // When / Then
        assertThat(trust.isTrusted(Rollout.class)).isTrue();
        assertThat(trust.isTrusted(FinishReason.class)).isTrue();
        assertThat(trust.isTrusted(Topics.class)).isFalse();
        assertThat(trust.isTrusted(ProcessBuilder.class)).isFalse();
    }

    @Test
    void keepsWhatWasTrustedBefore() {
        // When
        new GeneratedRecordsTrust();

        // Then
        assertThat(ClassSecurityValidator.getGlobal().isTrusted(String.class)).isTrue();
        assertThat(ClassSecurityValidator.getGlobal().isTrusted(Rollout.class)).isTrue();
    }
}
