package dev.rollstream.avro.registry;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, held by a real Apicurio Registry: what it does, the embedded registry must do as well. */
class ApicurioRegistryContractTest extends RegistryContract {
    private static Optional<ApicurioRegistry> registry = Optional.empty();

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> runner = ApicurioRegistry.runner();
        assumeTrue(runner.isPresent(), "Apicurio Registry is not in target/apicurio: left out by -Dquick");
        registry = Optional.of(ApicurioRegistry.start(runner.get()));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (registry.isPresent()) {
            registry.get().stop();
        }
    }

    @Override
    String url() {
        return registry.orElseThrow().url();
    }
}
