/**
 * The stream's guarantees as objects: each looks at every record once and then says whether it held. The same objects judge
 * {@code rollstream audit}, the demo, and the tests that break things.
 */
@org.jspecify.annotations.NullMarked
package dev.rollstream.local.audit;
