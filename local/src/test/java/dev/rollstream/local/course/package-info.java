/** Tests of what the small policy is taught. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.local.course;
