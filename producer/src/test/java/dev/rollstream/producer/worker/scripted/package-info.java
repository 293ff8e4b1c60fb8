/** Tests of the scripted engine. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.producer.worker.scripted;
