/** The scorer: ROLLOUTS and ANSWER-KEYS to REWARDS, and the same verifiers over JSON lines. */
@NullMarked
package dev.rollstream.scorer;

import org.jspecify.annotations.NullMarked;
