@NullMarked
package dev.rollstream.aggregator;

import org.jspecify.annotations.NullMarked;
