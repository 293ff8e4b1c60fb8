@org.jspecify.annotations.NullMarked
package dev.rollstream.producer.worker.builtin;
