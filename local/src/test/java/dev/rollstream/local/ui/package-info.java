@NullMarked
package dev.rollstream.local.ui;

import org.jspecify.annotations.NullMarked;
