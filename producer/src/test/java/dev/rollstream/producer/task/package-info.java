/** Tests of the task producer. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.producer.task;
