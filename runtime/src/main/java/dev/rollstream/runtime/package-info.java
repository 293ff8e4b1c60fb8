/** How any stage lives: its connection to the cluster, life cycle, health and metrics endpoint, and dead letters. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.runtime;
