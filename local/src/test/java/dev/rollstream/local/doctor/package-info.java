@org.jspecify.annotations.NullMarked
package dev.rollstream.local.doctor;
