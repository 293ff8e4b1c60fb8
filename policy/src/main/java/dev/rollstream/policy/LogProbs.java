package dev.rollstream.policy;

/**
 * Log-probabilities of a sequence's tokens, natural logarithm, one each.
 *
 * @param raw the model's own
 * @param processed after temperature and truncation: what tokens were drawn by; 0 when the likeliest was taken, negative infinity
 *     for a token that truncation leaves out
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LogProbs(float[] raw, float[] processed) {}
