package dev.rollstream.scorer.verifier;

/**
 * Judges one completion against its ground truth.
 *
 * <p>A verifier is a pure function: the same completion and answer always give the same verdict, whatever was judged
 * before, and it may be called from several threads at once. Its {@link #name() name} and {@link #version() version} are
 * written into every reward, so a change of behaviour needs a new version.
 *
 * <p>Verifiers beside the built-in ones are found by {@link java.util.ServiceLoader} (list the class in
 * {@code META-INF/services/dev.rollstream.scorer.verifier.Verifier}). They run under a time budget: see
 * {@link VerifierRegistry}.
 */
public interface Verifier {
    /** The name by which an answer key asks for this verifier, such as {@code spatial-ssrl}. */
    String name();

    /** Version of the behaviour, recorded with every reward. */
    String version();

    /**
     * Judges a completion.
     *
     * <p>Any text must be accepted, however malformed: a completion that breaks the rules is scored by the rules. What
     * cannot be scored at all is {@link Verdict.Unscorable}, never a reward of zero. An exception becomes an error outcome
     * for this completion alone.
     *
     * @param completion what the model wrote
     * @param answer what it is judged against
     * @return the verdict
     * @throws IllegalArgumentException if a setting in {@link AnswerSpec#config()} is not usable
     */
    Verdict verify(Completion completion, AnswerSpec answer);
}
