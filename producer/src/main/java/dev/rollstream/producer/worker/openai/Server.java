package dev.rollstream.producer.worker.openai;

import dev.rollstream.producer.worker.openai.WeightProtocol.Weights;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/** One inference server as its pool sees it. Counts and states are guarded by the pool, the rest by itself. */
final class Server {
    private final URI address;
    private final ReentrantLock weightLock = new ReentrantLock();
    private String model = "";
    private OptionalLong weightVersion = OptionalLong.empty();
    private Optional<Weights> weights = Optional.empty();
    int outstanding;
    int failures;
    boolean out;
    boolean onTrial;
    boolean updating;
    long dueNs;
    int trials;
    String obstacle = "";

    Server(URI address) {
        this.address = address;
    }

    /** Where it is, up to and with {@code /v1}. */
    URI address() {
        return address;
    }

    /** An endpoint of the API. */
    URI below(String path) {
        return URI.create(address + path);
    }

    /** An endpoint beside the API. */
    URI beside(String path) {
        return URI.create(address.toString().replaceFirst("/v1$", "") + path);
    }

    /** Held by whoever asks for or changes the weights. */
    ReentrantLock weightLock() {
        return weightLock;
    }

    /** Name of the model that it is asked for; empty before its first trial. */
    synchronized String model() {
        return model;
    }

    /** The version of its weights, as named by it last or brought by us; empty: not known. */
    synchronized OptionalLong weightVersion() {
        return weightVersion;
    }

    /** The weights that we know it to have; empty: none that we brought or confirmed. */
    synchronized Optional<Weights> weights() {
        return weights;
    }

    /** It passed a trial with that model. */
    synchronized void serves(String name) {
        model = name;
    }

    /** It named the version of its weights. */
    synchronized void named(OptionalLong version) {
        if (version.isPresent()) {
            weightVersion = version;
        }
    }

    /** It has these weights. */
    synchronized void holds(Weights known) {
        weights = Optional.of(known);
        weightVersion = OptionalLong.of(known.version());
    }

    /** Nobody knows any more what weights it has: it may have been started anew. */
    synchronized void forget() {
        weights = Optional.empty();
        weightVersion = OptionalLong.empty();
    }
}
