@NullMarked
package dev.rollstream.aggregator.estimator;

import org.jspecify.annotations.NullMarked;
