package dev.rollstream.producer.worker.openai;

import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.producer.worker.AllowedPlaces;
import dev.rollstream.producer.worker.AllowedPlaces.RefusedPlaceException;
import dev.rollstream.producer.worker.EngineUnavailableException;
import dev.rollstream.producer.worker.openai.WeightProtocol.UpdateFailedException;
import dev.rollstream.producer.worker.openai.WeightProtocol.Weights;
import dev.rollstream.runtime.metrics.EnumCounters;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the newest announced version of a policy into servers, and knows which version each of them has. It is the only one that may
 * change their weights; that somebody else did is noticed before each update and after each completion, and the server is tried anew.
 * Versions without a place are pushed into servers by the trainer: these are only confirmed.
 *
 * <p>A version counts as a server's only after its update succeeded. After one that failed the server is asked: if it still has its old
 * weights it goes on with them, and the update is tried again after a while; if nobody knows what it has, it is out of service until a
 * trial has loaded the newest version into it.
 */
final class WeightKeeper {
    private static final Logger log = LoggerFactory.getLogger(WeightKeeper.class);

    /** Why a server whose weights somebody else changed is left out. */
    static final String FOREIGN_HAND = "somebody else changes its weights; let one worker own them";

    private final WeightProtocol protocol;
    private final AllowedPlaces places;
    private final Backoff backoff;
    private final EnumCounters<Outcome> updates;
    private Optional<PolicyVersion> newest = Optional.empty();

    /** What an attempt to bring weights into a server came to. */
    private enum Outcome {
        /** The server loaded them. */
        LOADED,
        /** The trainer had put them there. */
        CONFIRMED,
        /** The server has what it had before. */
        FAILED,
        /** Nobody knows what the server has. */
        LOST,
        /** Somebody else changed the server's weights. */
        FOREIGN,
        /** The weights lie where none may be loaded from. */
        UNTRUSTED
    }

    WeightKeeper(WeightProtocol protocol, AllowedPlaces places, Backoff backoff, MeterRegistry meters) {
        this.protocol = protocol;
        this.places = places;
        this.backoff = backoff;
        this.updates =
                new EnumCounters<>(Outcome.class, outcome -> OpenAiMetrics.WEIGHT_UPDATES.counter(meters, outcome));
    }

    /** A version was announced. Versions only grow; an older one that comes later changes nothing. */
    synchronized void announce(PolicyVersion version) {
        if (newest.isEmpty() || newest.get().getVersion() < version.getVersion()) {
            newest = Optional.of(version);
            notifyAll();
        }
    }

    /**
     * Makes sure that a server has weights that are known, for a trial: the newest, unless it has some already.
     *
     * @throws EngineUnavailableException if that cannot be
     */
    void require(Server server) throws EngineUnavailableException, InterruptedException {
        server.weightLock().lockInterruptibly();
        try {
            if (server.weights().isPresent()) {
                return;
            }
            PolicyVersion version = newest().orElseThrow(() -> new EngineUnavailableException(
                    "no version of the policy has been announced yet; is its learner running?", null));
            bring(server, weights(version));
            wakeKeepers();
        } catch (RefusedPlaceException e) {
            updates.count(Outcome.UNTRUSTED);
            throw new EngineUnavailableException(String.valueOf(e.getMessage()), e);
        } catch (UpdateFailedException e) {
            updates.count(Outcome.LOST);
            throw new EngineUnavailableException("its weights cannot be updated: " + e.getMessage(), e);
        } finally {
            server.weightLock().unlock();
        }
    }

    /**
     * Whether a server has what it was given, as far as it tells. Asked after each completion that does not name its weights itself: what
     * somebody else loaded meanwhile would go by our version otherwise.
     */
    boolean owns(Server server) throws InterruptedException {
        server.weightLock().lockInterruptibly();
        try {
            Optional<Weights> held = server.weights();
            boolean owned = held.isPresent() && (!isLoaded(held.get()) || stillHas(server, held.get()));
            if (!owned) {
                updates.count(Outcome.FOREIGN);
            }
            return owned;
        } finally {
            server.weightLock().unlock();
        }
    }

    private synchronized void wakeKeepers() {
        notifyAll();
    }

    private synchronized Optional<PolicyVersion> newest() {
        return newest;
    }

    /** Keeps a server at the newest version until interrupted. */
    void keep(Server server, ServerPool pool) throws InterruptedException {
        int failures = 0;
        while (true) {
            PolicyVersion version = awaitNewer(server);
            failures = tryUpdate(server, version, pool) ? 0 : failures + 1;
            if (failures > 0) {
                backoff.await(failures, Optional.empty());
            }
        }
    }

    private boolean tryUpdate(Server server, PolicyVersion version, ServerPool pool) throws InterruptedException {
        try {
            return update(server, version, pool);
        } catch (RuntimeException e) {
            updates.count(Outcome.LOST);
            pool.eject(server, "the update of its weights broke off: " + e);
            return false;
        }
    }

    private synchronized PolicyVersion awaitNewer(Server server) throws InterruptedException {
        while (newest.isEmpty() || server.weights().isEmpty() || !isOlder(server, newest.get())) {
            wait();
        }
        return newest.get();
    }

    private static boolean isOlder(Server server, PolicyVersion version) {
        return server.weightVersion().orElse(Long.MIN_VALUE) < version.getVersion();
    }

    /** Updates a server in service; one that is not gets its weights at its next trial. */
    private boolean update(Server server, PolicyVersion version, ServerPool pool) throws InterruptedException {
        server.weightLock().lockInterruptibly();
        try {
            Optional<Weights> before = server.weights();
            if (before.isEmpty() || !pool.beginUpdate(server)) {
                return false;
            }
            try {
                return update(server, version, before.get(), pool);
            } finally {
                pool.endUpdate(server);
            }
        } finally {
            server.weightLock().unlock();
        }
    }

    private boolean update(Server server, PolicyVersion version, Weights before, ServerPool pool)
            throws InterruptedException {
        Weights wanted;
        try {
            wanted = weights(version);
        } catch (RefusedPlaceException e) {
            updates.count(Outcome.UNTRUSTED);
            warn(server, version, String.valueOf(e.getMessage()));
            return false;
        }
        try {
            if (isLoaded(wanted) && !protocol.has(server, before)) {
                updates.count(Outcome.FOREIGN);
                pool.eject(server, FOREIGN_HAND);
                return false;
            }
            bring(server, wanted);
            return true;
        } catch (UpdateFailedException e) {
            boolean overwritten = isLoaded(wanted) && wanted.place().equals(before.place());
            boolean sound = !e.isStuck() && !overwritten && stillHas(server, before);
            updates.count(sound ? Outcome.FAILED : Outcome.LOST);
            warn(server, version, String.valueOf(e.getMessage()));
            if (!sound) {
                pool.eject(server, "nobody knows its weights after an update that failed: " + e.getMessage());
            }
        }
        return false;
    }

    private boolean stillHas(Server server, Weights before) throws InterruptedException {
        try {
            return protocol.has(server, before);
        } catch (UpdateFailedException e) {
            return false;
        }
    }

    private Weights weights(PolicyVersion version) throws RefusedPlaceException {
        String uri = version.getWeightsUri();
        return new Weights(version.getVersion(), uri == null ? "" : places.forServer(uri));
    }

    private static boolean isLoaded(Weights weights) {
        return !weights.place().isEmpty();
    }

    private void bring(Server server, Weights weights) throws UpdateFailedException, InterruptedException {
        if (isLoaded(weights)) {
            protocol.load(server, weights);
        } else if (!protocol.has(server, weights)) {
            throw new UpdateFailedException("the trainer announced version " + weights.version()
                    + " as pushed, but the server says that it has another");
        }
        server.holds(weights);
        updates.count(isLoaded(weights) ? Outcome.LOADED : Outcome.CONFIRMED);
        log.atInfo()
                .addKeyValue("server", server.address())
                .addKeyValue("policyVersion", weights.version())
                .log("inference server has new weights");
    }

    private static void warn(Server server, PolicyVersion version, String why) {
        log.atWarn()
                .addKeyValue("server", server.address())
                .addKeyValue("policyVersion", version.getVersion())
                .addKeyValue("has", server.weightVersion())
                .addKeyValue("error", why)
                .log("weights not updated");
    }
}
