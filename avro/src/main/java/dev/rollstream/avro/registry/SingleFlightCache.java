package dev.rollstream.avro.registry;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what a registry said: answers for good (an id never changes its schema), "unknown" for a short time (a follower
 * may lag behind), everything else not at all. Of several threads that ask for the same key one asks the registry, the others
 * wait for it.
 *
 * @param <K> what is asked for
 * @param <V> the answer
 */
final class SingleFlightCache<K, V> {
    private static final int MAX_UNKNOWN = 10_000;

    private record Unknown(RegistryException reason, long sinceNs) {}

    private final ConcurrentMap<K, V> known = new ConcurrentHashMap<>();
    private final ConcurrentMap<K, Unknown> unknown = new ConcurrentHashMap<>();
    private final ConcurrentMap<K, CompletableFuture<V>> inFlight = new ConcurrentHashMap<>();
    private final long unknownTtlNs;
    private final LongSupplier nanoClock;

    SingleFlightCache(Duration unknownTtl, LongSupplier nanoClock) {
        this.unknownTtlNs = unknownTtl.toNanos();
        this.nanoClock = nanoClock;
    }

    /**
     * The value of a key, loaded at most once at a time.
     *
     * @throws RuntimeException what the loader threw, to every thread that waited for it
     */
    V get(K key, Function<K, V> loader) {
        V value = remembered(key);
        if (value != null) {
            return value;
        }
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> other = inFlight.putIfAbsent(key, mine);
        return other == null ? load(key, loader, mine) : join(other);
    }

    private @Nullable V remembered(K key) {
        V value = known.get(key);
        if (value != null) {
            return value;
        }
        Unknown refusal = unknown.get(key);
        if (refusal != null && !isOver(refusal)) {
            throw refusal.reason();
        }
        return null;
    }

    private boolean isOver(Unknown refusal) {
        return nanoClock.getAsLong() - refusal.sinceNs() >= unknownTtlNs;
    }

    private V load(K key, Function<K, V> loader, CompletableFuture<V> mine) {
        try {
            V value = known.get(key);
            if (value == null) {
                value = loader.apply(key);
                known.put(key, value);
                unknown.remove(key);
            }
            mine.complete(value);
            return value;
        } catch (RegistryException e) {
            rememberUnknown(key, e);
            mine.completeExceptionally(e);
            throw e;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            inFlight.remove(key, mine);
        }
    }

    private void rememberUnknown(K key, RegistryException reason) {
        if (reason.httpStatus() != 404) {
            return;
        }
        if (unknown.size() >= MAX_UNKNOWN) {
            unknown.values().removeIf(this::isOver);
        }
        if (unknown.size() < MAX_UNKNOWN) {
            unknown.put(key, new Unknown(reason, nanoClock.getAsLong()));
        }
    }

    private static <V> V join(CompletableFuture<V> other) {
        try {
            return other.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** How many keys are remembered as unknown, for tests of the bound. */
    int unknownCount() {
        return unknown.size();
    }
}
