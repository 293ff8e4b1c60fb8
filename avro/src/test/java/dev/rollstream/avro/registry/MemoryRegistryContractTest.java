package dev.rollstream.avro.registry;

import dev.rollstream.avro.registry.server.RegistryServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, held by the registry of the embedded stack. */
class MemoryRegistryContractTest extends RegistryContract {
    private static RegistryServer server;

    @BeforeAll
    static void start() {
        server = RegistryServer.startInMemory();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    String url() {
        return server.url();
    }
}
