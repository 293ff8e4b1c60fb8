package dev.rollstream.policy;

/**
 * What the policy wrote.
 *
 * @param tokens with {@link Vocabulary#END} last, unless the limit was reached
 * @param text that they spell
 * @param logProbs of the tokens
 * @param ended whether the policy ended it itself; else the limit of tokens did
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Completion(int[] tokens, String text, LogProbs logProbs, boolean ended) {}
