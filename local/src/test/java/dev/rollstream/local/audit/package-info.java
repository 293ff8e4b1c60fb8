/** Whether the guarantees can tell a sound stream from a broken one. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.local.audit;
