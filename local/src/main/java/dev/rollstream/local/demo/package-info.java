/** The whole stream in one process, from pictures to groups that a learner could train on. */
@org.jspecify.annotations.NullMarked
package dev.rollstream.local.demo;
