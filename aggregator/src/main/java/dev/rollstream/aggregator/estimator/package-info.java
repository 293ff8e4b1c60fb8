/**
 * Advantage estimators: pure functions from the scores of one group to one advantage a member.
 *
 * <p>Everything here is arithmetic on {@code double[]}: no Kafka, no Avro, no clock. {@link
 * dev.rollstream.aggregator.estimator.Estimators} builds an estimator from its name and parameters; every choice that
 * decides a number (ddof, epsilon, baseline, scale, singleton rule) is a named parameter that the estimator reports back, so
 * that it can be written into the record.
 */
@NullMarked
package dev.rollstream.aggregator.estimator;

import org.jspecify.annotations.NullMarked;
