package dev.rollstream.producer.worker;

import dev.rollstream.avro.PolicyVersion;
import java.util.Optional;

/** A watch that knows what a test says. */
final class FixedPolicy implements PolicyWatch {
    private volatile long newest;

    /** No version was published. */
    FixedPolicy() {
        this(0);
    }

    FixedPolicy(long newest) {
        this.newest = newest;
    }

    void publish(long version) {
        newest = version;
    }

    @Override
    public Optional<PolicyVersion> newest() {
        return newest == 0
                ? Optional.empty()
                : Optional.of(PolicyVersion.newBuilder()
                        .setPolicyId("main")
                        .setVersion(newest)
                        .build());
    }

    @Override
    public boolean await(long version, long untilMs) {
        return version <= newest;
    }
}
