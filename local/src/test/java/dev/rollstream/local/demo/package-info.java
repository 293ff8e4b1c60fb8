@org.jspecify.annotations.NullMarked
package dev.rollstream.local.demo;
