/** What every stage tells operators in numbers: metrics that are declared once, and the figures of Kafka's own clients. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.runtime.metrics;
