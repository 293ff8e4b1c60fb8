/** Tests of what tells how far stages are behind. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.local.lag;
