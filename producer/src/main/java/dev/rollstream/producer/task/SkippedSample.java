package dev.rollstream.producer.task;

/**
 * A sequence number that no task can be made for. The number is used up: the run goes on with the next one.
 *
 * @param reason why, as a short name that serves as a metric tag, such as {@code image-too-large}
 * @param detail more about it, for the log
 */
public record SkippedSample(String reason, String detail) implements SampleOutcome {}
