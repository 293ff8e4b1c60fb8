package dev.rollstream.avro.registry;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The registries behind {@code mock://scope} addresses: one in-memory registry a scope, shared by everything in this JVM that
 * names that scope, alive until it is dropped.
 */
public final class MockRegistry {
    /** What the address of such a registry begins with. */
    public static final String SCHEME = "mock://";

    private static final ConcurrentMap<String, LocalRegistry> SCOPES = new ConcurrentHashMap<>();

    private MockRegistry() {}

    /** The registry of a scope; made at the first call. Closing it does nothing to others that use it. */
    public static RegistryClient scope(String scope) {
        return SCOPES.computeIfAbsent(scope, name -> new LocalRegistry(new MemoryStore(), SCHEME + name));
    }

    /** Forgets a scope: the next {@link #scope} of that name starts empty. */
    public static void drop(String scope) {
        SCOPES.remove(scope);
    }
}
