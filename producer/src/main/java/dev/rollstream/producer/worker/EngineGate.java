package dev.rollstream.producer.worker;

import dev.rollstream.runtime.Health;
import java.util.function.LongSupplier;

/**
 * Whether tasks may be taken: not before there is a policy for an engine that needs one, not before the engine has answered a probe, and
 * not after it failed until it answers one again.
 * Probes are spaced by a backoff that doubles with every failure. Shared by all slots; one of them probes at a time.
 */
final class EngineGate {
    private static final String OBSTACLE = "engine";
    private static final String POLICY = "policy";
    private static final long FIRST_BACKOFF_MS = 250;
    private static final long LAST_BACKOFF_MS = 30_000;

    private final Engine engine;
    private final PolicyWatch policies;
    private final Health health;
    private final LongSupplier clockMs;
    private boolean open;
    private boolean probing;
    private long nextProbeAtMs;
    private long backoffMs = FIRST_BACKOFF_MS;

    /** A closed gate whose first probe is due at once. */
    EngineGate(Engine engine, PolicyWatch policies, Health health, LongSupplier clockMs) {
        this.engine = engine;
        this.policies = policies;
        this.health = health;
        this.clockMs = clockMs;
        this.nextProbeAtMs = clockMs.getAsLong();
    }

    /** Whether tasks may be taken, after a probe if one is due and nobody else is at it. */
    boolean tryOpen() throws InterruptedException {
        if (!policyIsThere()) {
            return false;
        }
        if (!claimProbe()) {
            return isOpen();
        }
        try {
            engine.probe();
            answered();
        } catch (EngineUnavailableException e) {
            failed(String.valueOf(e.getMessage()));
        } finally {
            release();
        }
        return isOpen();
    }

    private boolean policyIsThere() {
        if (!engine.needsPolicy()) {
            return true;
        }
        if (policies.newest().isEmpty()) {
            health.block(POLICY, "no version of the policy has been published yet; is its learner running?");
            return false;
        }
        health.clear(POLICY);
        return true;
    }

    private synchronized boolean isOpen() {
        return open;
    }

    private synchronized boolean claimProbe() {
        if (open || probing || clockMs.getAsLong() < nextProbeAtMs) {
            return false;
        }
        probing = true;
        return true;
    }

    private synchronized void release() {
        probing = false;
    }

    private synchronized void answered() {
        open = true;
        health.clear(OBSTACLE);
    }

    /** The engine completed a group: the next failure starts with a short backoff again. */
    synchronized void worked() {
        backoffMs = FIRST_BACKOFF_MS;
    }

    /** The engine failed. */
    synchronized void failed(String why) {
        open = false;
        nextProbeAtMs = clockMs.getAsLong() + backoffMs;
        backoffMs = Math.min(LAST_BACKOFF_MS, 2 * backoffMs);
        health.block(OBSTACLE, why);
    }
}
