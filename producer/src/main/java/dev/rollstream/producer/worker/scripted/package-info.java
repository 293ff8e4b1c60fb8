/**
 * The scripted engine: completions with chosen properties, made up without any model, for load tests and demonstrations. It alone
 * may be told the answers, through an {@link dev.rollstream.producer.worker.scripted.AnswerOracle}; no other engine has such a
 * channel, and nothing of it goes through topic tasks.
 */
@org.jspecify.annotations.NullMarked
package dev.rollstream.producer.worker.scripted;
