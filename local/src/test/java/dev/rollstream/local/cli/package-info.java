@NullMarked
package dev.rollstream.local.cli;

import org.jspecify.annotations.NullMarked;
