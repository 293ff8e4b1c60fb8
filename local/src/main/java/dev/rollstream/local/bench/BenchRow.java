package dev.rollstream.local.bench;

/**
 * One figure beside its limit, both measured in the same run.
 *
 * @param name what was measured
 * @param value the median of the rounds
 * @param unit of both values
 * @param limit what bounds it
 * @param limitValue the median of the rounds
 * @param ratio the median of each round's value by its limit
 */
public record BenchRow(String name, double value, String unit, String limit, double limitValue, double ratio) {}
