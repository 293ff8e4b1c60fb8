/**
 * Verifiers: pure functions from a completion and its ground truth to named reward components.
 *
 * <p>Nothing here knows Kafka, Avro or a clock. {@link dev.rollstream.scorer.verifier.Verifier} is the extension point,
 * {@link dev.rollstream.scorer.verifier.VerifierRegistry} finds verifiers by name and runs those that are not built in
 * under a time budget.
 */
@NullMarked
package dev.rollstream.scorer.verifier;

import org.jspecify.annotations.NullMarked;
