/** The whole stream as processes on a cluster of three brokers, under a load that knows the truth, while a seeded nemesis breaks it. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.local.torture;
