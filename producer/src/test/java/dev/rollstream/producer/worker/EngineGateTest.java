package dev.rollstream.producer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.runtime.Health;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EngineGateTest {
    private final AtomicLong nowMs = new AtomicLong(1_000);
    private final AtomicInteger probes = new AtomicInteger();
    private final Health health = new Health("worker");
    private volatile boolean engineUp = true;
    private final EngineGate gate = new EngineGate(new FakeEngine(this::probe), new FixedPolicy(), health, nowMs::get);

    EngineGateTest() {
        health.started();
    }

    private void probe() throws EngineUnavailableException {
        probes.incrementAndGet();
        if (!engineUp) {
            throw new EngineUnavailableException("no answer at http://engine", null);
        }
    }

    @Test
    void opensAtTheFirstAnswerAndThenProbesNoMore() throws Exception {
        // When
        boolean first = gate.tryOpen();
        boolean second = gate.tryOpen();

        // Then
        assertThat(first).isTrue();
        assertThat(second).isTrue();
        assertThat(probes).hasValue(1);
        assertThat(health.ready()).isTrue();
    }

    @Test
    void aFailureClosesItUntilAProbePasses() throws Exception {
        // Given
        gate.tryOpen();

        // When
        gate.failed("connection refused");

        // Then
        assertThat(health.obstacles()).containsEntry("engine", "connection refused");
        assertThat(gate.tryOpen()).isFalse();
        nowMs.addAndGet(250);
        assertThat(gate.tryOpen()).isTrue();
        assertThat(health.ready()).isTrue();
    }

    @Test
    void probesAreSpacedByADoublingBackoffWithALimit() throws Exception {
        // Given
        engineUp = false;
        long[] waits = new long[10];

        // When
        for (int i = 0; i < waits.length; i++) {
            gate.tryOpen();
            int before = probes.get();
            long sinceMs = nowMs.get();
            while (probes.get() == before) {
                nowMs.addAndGet(50);
                gate.tryOpen();
            }
            waits[i] = nowMs.get() - sinceMs;
            probes.set(0);
        }

        // Then
        assertThat(waits).startsWith(250, 500, 1_000, 2_000).endsWith(30_000, 30_000);
        assertThat(health.obstacles()).containsEntry("engine", "no answer at http://engine");
    }

    @Test
    void workThatSucceedsShortensTheBackoffAgain() throws Exception {
        // Given
        gate.tryOpen();
        gate.failed("once");
        nowMs.addAndGet(250);
        gate.tryOpen();

        // When
        gate.worked();
        gate.failed("again");

        // Then
        nowMs.addAndGet(249);
        assertThat(gate.tryOpen()).isFalse();
        nowMs.addAndGet(1);
        assertThat(gate.tryOpen()).isTrue();
    }

    @Test
    void staysClosedWithoutAProbeUntilThePolicyIsThere() throws Exception {
        // Given
        FixedPolicy policies = new FixedPolicy();
        EngineGate waiting = new EngineGate(new FakeEngine(this::probe).needingPolicy(), policies, health, nowMs::get);

        // When
        boolean before = waiting.tryOpen();

        // Then
        assertThat(before).isFalse();
        assertThat(probes).hasValue(0);
        assertThat(health.obstacles()).containsKey("policy");
        policies.publish(1);
        assertThat(waiting.tryOpen()).isTrue();
        assertThat(health.ready()).isTrue();
    }
}
