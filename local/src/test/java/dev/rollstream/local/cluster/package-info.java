@NullMarked
package dev.rollstream.local.cluster;

import org.jspecify.annotations.NullMarked;
