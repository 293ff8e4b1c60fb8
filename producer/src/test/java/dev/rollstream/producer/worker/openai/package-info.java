@NullMarked
package dev.rollstream.producer.worker.openai;

import org.jspecify.annotations.NullMarked;
