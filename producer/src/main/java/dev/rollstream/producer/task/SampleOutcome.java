package dev.rollstream.producer.task;

/** What a {@link SampleSource} makes of a sequence number. */
public sealed interface SampleOutcome permits TaskSample, SkippedSample {}
