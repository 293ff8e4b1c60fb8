/** The engine that samples from a policy in this process, in the versions that topic policies announces. */
@NullMarked
package dev.rollstream.producer.worker.builtin;

import org.jspecify.annotations.NullMarked;
