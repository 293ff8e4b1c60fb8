package dev.rollstream.avro.registry;

import org.junit.jupiter.api.AfterAll;

/** The contract, held by the registries behind mock:// addresses. */
class MockRegistryContractTest extends RegistryContract {
    private static final String SCOPE = "contract";

    @AfterAll
    static void drop() {
        MockRegistry.drop(SCOPE);
    }

    @Override
    String url() {
        return MockRegistry.SCHEME + SCOPE;
    }
}
