package dev.rollstream.scorer.jsonl;

/**
 * What a run over JSON lines did.
 *
 * @param lines lines read, blank ones left out
 * @param scored lines with a reward
 * @param unscored well-formed lines that the verifier gave no reward
 * @param errors lines that could not be read
 */
public record ScoreSummary(long lines, long scored, long unscored, long errors) {}
