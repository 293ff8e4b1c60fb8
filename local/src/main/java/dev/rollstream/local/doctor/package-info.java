/** Whether a cluster, its registry and inference servers are fit for the stream: one line a check, with the way out. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.local.doctor;
