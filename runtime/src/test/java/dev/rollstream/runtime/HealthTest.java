package dev.rollstream.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HealthTest {
    private final Health health = new Health("scorer");

    @Test
    void isNotReadyBeforeItStarted() {
        assertThat(health.ready()).isFalse();
        assertThat(health.obstacles()).containsEntry("start", "starting");
    }

    @Test
    void isReadyOnlyWhenEveryObstacleIsGone() {
        // Given
        health.started();
        health.block("registry", "down");
        health.block("streams", "rebalancing");

        // When
        health.clear("registry");

        // Then
        assertThat(health.ready()).isFalse();
        health.clear("streams");
        assertThat(health.ready()).isTrue();
    }

    @Test
    void keepsTheFirstFailureAndEnds() {
        // Given
        health.started();

        // When
        health.fail("disk full");
        health.fail("something that followed from it");

        // Then
        assertThat(health.failure()).contains("disk full");
        assertThat(health.ready()).isFalse();
        assertThat(health.hasEnded()).isTrue();
    }
}
