/** Verifiers over JSON lines, for the command line: no Kafka. */
@NullMarked
package dev.rollstream.scorer.jsonl;

import org.jspecify.annotations.NullMarked;
