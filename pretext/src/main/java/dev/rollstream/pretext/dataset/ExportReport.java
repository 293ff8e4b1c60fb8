package dev.rollstream.pretext.dataset;

import dev.rollstream.pretext.image.SkipReason;
import java.util.Map;

/**
 * What an export holds.
 *
 * @param tasks written
 * @param made tasks by task and variant
 * @param skipped by task and reason
 */
public record ExportReport(
        long tasks, Map<String, Map<String, Long>> made, Map<String, Map<SkipReason, Long>> skipped) {}
