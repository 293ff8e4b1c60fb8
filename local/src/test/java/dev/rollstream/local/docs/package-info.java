/** What the documents claim, held against the code. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.local.docs;
