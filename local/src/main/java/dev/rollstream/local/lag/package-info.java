/** How far each stage is behind: in records, in seconds, and in policy versions. Reads no payload. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.local.lag;
