package dev.rollstream.producer.worker.openai;

import java.net.URI;
import java.util.OptionalLong;

/** One inference server as its pool sees it. Counts and states are guarded by the pool, the rest by itself. */
final class Server {
    private final URI address;
    private String model = "";
    private OptionalLong weightVersion = OptionalLong.empty();
    int outstanding;
    int failures;
    boolean out;
    boolean onTrial;
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

    /** Name of the model that it is asked for; empty before its first trial. */
    synchronized String model() {
        return model;
    }

    /** The version of weights that it named last; empty: none yet. */
    synchronized OptionalLong weightVersion() {
        return weightVersion;
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
}
