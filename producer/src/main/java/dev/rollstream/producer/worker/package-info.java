/**
 * The rollout worker: takes tasks from a queue, has an engine complete them, and writes each completion as it is done.
 *
 * <p>A {@link dev.rollstream.producer.worker.TaskQueue} hands out one task at a time; a
 * {@link dev.rollstream.producer.worker.WorkerSlot} keeps hold of it while a
 * {@link dev.rollstream.producer.worker.TaskRunner} works on it; the {@link dev.rollstream.producer.worker.EngineGate} stops all
 * slots while the engine is out of order.
 */
@org.jspecify.annotations.NullMarked
package dev.rollstream.producer.worker;
