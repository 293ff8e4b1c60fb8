package dev.rollstream.scorer.verifier;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Verifiers by name.
 *
 * <p>The built-in ones ({@code spatial-ssrl}, {@code math-exact}, {@code r1v}, {@code dapo}) take time linear in their input
 * and run on the calling thread. Others are found by {@link ServiceLoader} and run under a {@link VerifierBudget}: one that
 * takes too long costs {@link VerifierOutcome.TimedOut} outcomes and, if it goes on, its own suspension in this process
 * ({@link VerifierOutcome.Failed} outcomes, naming the suspension, until a restart), never the stage.
 */
public final class VerifierRegistry implements AutoCloseable {
    private final TreeMap<String, Scorer> scorers = new TreeMap<>();

    private VerifierRegistry() {
        List.of(new SpatialSsrlVerifier(), new MathExactVerifier(), new R1vVerifier(), new DapoVerifier())
                .forEach(verifier -> scorers.put(verifier.name(), new InlineScorer(verifier)));
    }

    /** The built-in verifiers alone. */
    public static VerifierRegistry builtIn() {
        return new VerifierRegistry();
    }

    /**
     * The built-in verifiers and those on the class path.
     *
     * @param budget time that each of the latter may take
     * @throws IllegalArgumentException if two verifiers have the same name
     */
    public static VerifierRegistry load(VerifierBudget budget) {
        return of(ServiceLoader.load(Verifier.class), budget);
    }

    /**
     * The built-in verifiers and some others.
     *
     * @param others verifiers to run under a budget
     * @param budget time that each of them may take
     * @throws IllegalArgumentException if two verifiers have the same name
     */
    public static VerifierRegistry of(Iterable<? extends Verifier> others, VerifierBudget budget) {
        VerifierRegistry registry = new VerifierRegistry();
        for (Verifier verifier : others) {
            if (registry.scorers.putIfAbsent(verifier.name(), new GuardedScorer(verifier, budget)) != null) {
                throw new IllegalArgumentException("There are two verifiers named '" + verifier.name() + "', one is "
                        + verifier.getClass().getName() + ": rename it");
            }
        }
        return registry;
    }

    /** Names of all verifiers, sorted. */
    public SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(scorers.navigableKeySet());
    }

    /** The verifier of that name, if there is one. */
    public Optional<Scorer> find(String name) {
        return Optional.ofNullable(scorers.get(name));
    }

    /**
     * The verifier of that name.
     *
     * @throws IllegalArgumentException naming the verifiers that there are
     */
    public Scorer require(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no verifier '" + name + "'; known are " + String.join(", ", names())));
    }

    /** Ends the threads of the verifiers that are not built in, as far as they can be ended. */
    @Override
    public void close() {
        for (Scorer scorer : scorers.values()) {
            if (scorer instanceof GuardedScorer guarded) {
                guarded.close();
            }
        }
    }
}
