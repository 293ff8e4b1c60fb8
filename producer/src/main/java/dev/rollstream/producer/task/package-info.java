/** The task producer: samples become tasks and answer keys, paced by what the stream downstream of it can take. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.producer.task;
