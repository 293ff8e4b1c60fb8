/** What a learner tells the stream of itself: versions of its policy, where it stands, and what became of each group. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.learner.ledger;
