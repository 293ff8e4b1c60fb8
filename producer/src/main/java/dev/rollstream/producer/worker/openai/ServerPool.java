package dev.rollstream.producer.worker.openai;

import dev.rollstream.producer.worker.EngineUnavailableException;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which server is asked next: of those in service and below their limit, the one with the fewest requests under way. One that nobody
 * answers at is out at once, one that fails three times in a row is out unless it is the last. Who asks for a server while another's
 * next trial is due holds it; a passed trial brings it back. Trials are spaced by a backoff that doubles.
 */
final class ServerPool {
    private static final Logger log = LoggerFactory.getLogger(ServerPool.class);
    private static final int MAX_FAILURES = 3;
    private static final long FIRST_REST_NS = Duration.ofSeconds(1).toNanos();
    private static final int MAX_DOUBLINGS = 5;
    private static final long LOOK_AGAIN_MS = 500;

    private final List<Server> servers;
    private final int perServer;
    private final Trial trial;
    private final LongSupplier nanoClock;

    /** Whether a server is fit. */
    @FunctionalInterface
    interface Trial {
        /**
         * Tries it.
         *
         * @throws EngineUnavailableException if it is not, with the reason and the way out
         */
        void hold(Server server) throws EngineUnavailableException, InterruptedException;
    }

    /** A pool of servers that are in service until they fail. */
    ServerPool(List<URI> addresses, int perServer, Trial trial, LongSupplier nanoClock) {
        this.servers = addresses.stream().map(Server::new).toList();
        this.perServer = perServer;
        this.trial = trial;
        this.nanoClock = nanoClock;
    }

    /**
     * What is wanted of a server.
     *
     * @param avoid the server that just failed: taken only where there is no other
     * @param minVersion its weights must be known and at least of this version; empty: any will do
     * @param goOn whether to go on waiting for one
     */
    record Wish(Optional<Server> avoid, OptionalLong minVersion, BooleanSupplier goOn) {
        private boolean suits(Server server) {
            OptionalLong version = server.weightVersion();
            return minVersion.isEmpty() || (version.isPresent() && version.getAsLong() >= minVersion.getAsLong());
        }
    }

    /**
     * A place at a server, as soon as there is one. It must be given back.
     *
     * @return empty if none came before the wish was given up
     * @throws EngineUnavailableException if all servers are out
     */
    Optional<Server> acquire(Wish wish) throws EngineUnavailableException, InterruptedException {
        holdDueTrial();
        synchronized (this) {
            while (true) {
                Optional<Server> free = servers.stream()
                        .filter(server -> !server.out && !server.updating && server.outstanding < perServer)
                        .filter(wish::suits)
                        .min(Comparator.<Server, Boolean>comparing(
                                        server -> Optional.of(server).equals(wish.avoid()))
                                .thenComparing(server -> server.outstanding));
                if (free.isPresent()) {
                    free.get().outstanding++;
                    return free;
                }
                if (servers.stream().allMatch(server -> server.out)) {
                    throw new EngineUnavailableException(obstacles(), null);
                }
                if (!wish.goOn().getAsBoolean()) {
                    return Optional.empty();
                }
                wait(LOOK_AGAIN_MS);
            }
        }
    }

    /** The servers. */
    List<Server> servers() {
        return servers;
    }

    /** Takes a server in service out of everybody's hands while its weights change; false if it is out of service. */
    synchronized boolean beginUpdate(Server server) {
        if (server.out) {
            return false;
        }
        server.updating = true;
        return true;
    }

    /** Its weights are settled. */
    synchronized void endUpdate(Server server) {
        server.updating = false;
        notifyAll();
    }

    /** The version of a server's weights, once no update is under way; empty: nobody knows. */
    synchronized OptionalLong settledVersion(Server server) throws InterruptedException {
        while (server.updating) {
            wait();
        }
        return server.weightVersion();
    }

    private String obstacles() {
        return "no inference server is fit: "
                + servers.stream()
                        .map(server -> server.address() + ": " + server.obstacle)
                        .collect(Collectors.joining("; "));
    }

    /** Gives a place back. */
    synchronized void release(Server server) {
        server.outstanding--;
        notifyAll();
    }

    /** The server answered. */
    synchronized void answered(Server server) {
        server.failures = 0;
    }

    /** The server failed; out with it if it does so again and again, and there is another. */
    synchronized void failed(Server server, String why) {
        server.failures++;
        boolean others = servers.stream().anyMatch(other -> other != server && !other.out);
        if (server.failures >= MAX_FAILURES && others) {
            eject(server, why);
        }
    }

    /** The server is of no use: out with it. Several requests may find that out at once; only the first counts. */
    synchronized void eject(Server server, String why) {
        if (!server.out) {
            rest(server, why);
            log.atWarn()
                    .addKeyValue("server", server.address())
                    .addKeyValue("servers", inService() + " of " + servers.size())
                    .log("inference server out of service: {}", why);
        }
    }

    private void rest(Server server, String why) {
        server.out = true;
        server.obstacle = why;
        server.forget();
        server.dueNs = nanoClock.getAsLong() + (FIRST_REST_NS << Math.min(server.trials, MAX_DOUBLINGS));
        server.trials++;
        notifyAll();
    }

    /** How many servers are in service. */
    synchronized long inService() {
        return servers.stream().filter(server -> !server.out).count();
    }

    private void holdDueTrial() throws InterruptedException {
        Optional<Server> due = claimDueTrial();
        if (due.isPresent()) {
            passes(due.get());
        }
    }

    private synchronized Optional<Server> claimDueTrial() {
        long nowNs = nanoClock.getAsLong();
        Optional<Server> due = servers.stream()
                .filter(server -> server.out && !server.onTrial && nowNs - server.dueNs >= 0)
                .findFirst();
        due.ifPresent(server -> server.onTrial = true);
        return due;
    }

    /** Tries a server, and puts it in service or out of it. */
    boolean passes(Server server) throws InterruptedException {
        try {
            trial.hold(server);
            restore(server);
            return true;
        } catch (EngineUnavailableException e) {
            fellThrough(server, String.valueOf(e.getMessage()));
            return false;
        } finally {
            endTrial(server);
        }
    }

    private synchronized void fellThrough(Server server, String why) {
        if (server.out) {
            rest(server, why);
        } else {
            eject(server, why);
        }
    }

    private synchronized void endTrial(Server server) {
        server.onTrial = false;
    }

    private synchronized void restore(Server server) {
        if (server.out) {
            log.atInfo().addKeyValue("server", server.address()).log("inference server in service again");
        }
        server.out = false;
        server.failures = 0;
        server.trials = 0;
        notifyAll();
    }

    /**
     * Tries all servers, whether due or not.
     *
     * @throws EngineUnavailableException if none is fit
     */
    void tryAll() throws EngineUnavailableException, InterruptedException {
        boolean fit = false;
        for (Server server : servers) {
            fit |= passes(server);
        }
        if (!fit) {
            synchronized (this) {
                throw new EngineUnavailableException(obstacles(), null);
            }
        }
    }
}
