@org.jspecify.annotations.NullMarked
package dev.rollstream.runtime.metrics;
