package dev.rollstream.producer.worker;

import dev.rollstream.runtime.metrics.Metric;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import java.util.List;

/** The worker's metrics; engines have their own beside them. */
final class WorkerCatalogue {
    private static final List<Double> GENERATION_SECONDS =
            List.of(0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0);

    static final Metric TASKS = Metric.counter("rollstream_worker_tasks_total", "tasks", "Tasks taken from the queue.");
    static final Metric TASK_AGE = Metric.histogram(
            "rollstream_worker_task_age_seconds",
            "seconds",
            GENERATION_SECONDS,
            "Age of a task when it was taken: from its append time to the worker's clock.");
    static final Metric REDELIVERIES = Metric.counter(
            "rollstream_worker_redeliveries_total", "tasks", "Tasks taken that had been handed out before.");
    static final Metric LAST_TRIES = Metric.counter(
            "rollstream_worker_last_tries_total",
            "tasks",
            "Tasks taken for the last time that the queue hands them out; if it comes to nothing, the group expires.");
    static final Metric SLOTS = Metric.gauge(
                    "rollstream_worker_slots", "groups", "Groups that the worker can generate at once.")
            .by("worker");
    static final Metric GENERATING = Metric.gauge(
                    "rollstream_worker_generating", "groups", "Groups in the hands of the worker now.")
            .by("worker");
    static final Metric GENERATION = Metric.histogram(
            "rollstream_worker_generation_seconds",
            "seconds",
            GENERATION_SECONDS,
            "Time in which the engine completed a whole group.");
    static final Metric VERSION = Metric.gauge(
                    "rollstream_worker_policy_version",
                    "version",
                    "Newest version of the policy that the worker knew when it began its last group; 0: none.")
            .by("worker");
    static final Metric ROLLOUTS = Metric.counter(
                    "rollstream_worker_rollouts_total", "rollouts", "Rollouts written, by why their generation ended.")
            .by("task", "finish");
    static final Metric FAILURES = Metric.counter(
                    "rollstream_worker_failures_total",
                    "rollouts",
                    "Rollouts written without a completion, by what was at fault.")
            .by("reason");
    static final Metric TOKENS = Metric.counter(
            "rollstream_worker_tokens_total",
            "tokens",
            "Completion tokens written, where the engine tells them; its rate is the engine's tokens a second.");
    static final Metric SETTLED = Metric.counter(
                    "rollstream_worker_settled_total",
                    "tasks",
                    "Tasks that the worker was done with, by what it told the queue.")
            .by("as");
    static final Metric UNRUN = Metric.counter(
                    "rollstream_worker_unrun_total", "tasks", "Tasks that were accepted without being run.")
            .by("reason");
    static final Metric LOCKS_RENEWED = Metric.counter(
            "rollstream_worker_locks_renewed_total", "tasks", "Times that a worker held on to its task.");
    static final Metric LOCKS_LOST = Metric.counter(
            "rollstream_worker_locks_lost_total",
            "tasks",
            "Tasks that went to somebody else while they were worked on.");
    static final Metric ENGINE_FAILURES = Metric.counter(
            "rollstream_worker_engine_failures_total",
            "tasks",
            "Tasks that were handed back because the engine failed.");
    static final Metric OVERSIZE = Metric.counter(
            "rollstream_worker_oversize_total", "rollouts", "Rollouts larger than the topic takes, written as failed.");
    static final Metric DEAD_LETTERS = Metric.counter(
                    "rollstream_worker_dead_letters_total", "records", "Tasks that could not be used.")
            .by("reason");
    static final Metric QUEUE_RECORDS = Metric.counter(
            "rollstream_worker_queue_records_total", "records", "Records that the share consumers were given.");
    static final Metric QUEUE_BYTES = Metric.counter(
            "rollstream_worker_queue_bytes_total", "bytes", "Bytes that the share consumers were given.");
    static final Metric QUEUE_FETCHES =
            Metric.counter("rollstream_worker_queue_fetches_total", "requests", "Fetches of the share consumers.");
    static final Metric QUEUE_ACKNOWLEDGEMENTS = Metric.counter(
            "rollstream_worker_queue_acknowledgements_total",
            "records",
            "Acknowledgements that the share consumers sent: accepted, released, rejected and renewed.");
    static final Metric QUEUE_ACKNOWLEDGEMENT_ERRORS = Metric.counter(
            "rollstream_worker_queue_acknowledgement_errors_total",
            "records",
            "Acknowledgements that the broker refused; the record goes to somebody else.");
    static final Metric QUEUE_REBALANCES = Metric.counter(
            "rollstream_worker_queue_rebalances_total",
            "rebalances",
            "Rebalances that the share consumers took part in.");

    /** All of them. */
    static final MetricCatalogue ALL = new MetricCatalogue(
            "worker",
            "Those of the queue are Kafka's own figures, summed over the share consumers of the process: one each slot.",
            List.of(
                    TASKS,
                    TASK_AGE,
                    REDELIVERIES,
                    LAST_TRIES,
                    SLOTS,
                    GENERATING,
                    GENERATION,
                    VERSION,
                    ROLLOUTS,
                    FAILURES,
                    TOKENS,
                    SETTLED,
                    UNRUN,
                    LOCKS_RENEWED,
                    LOCKS_LOST,
                    ENGINE_FAILURES,
                    OVERSIZE,
                    DEAD_LETTERS,
                    QUEUE_RECORDS,
                    QUEUE_BYTES,
                    QUEUE_FETCHES,
                    QUEUE_ACKNOWLEDGEMENTS,
                    QUEUE_ACKNOWLEDGEMENT_ERRORS,
                    QUEUE_REBALANCES));

    private WorkerCatalogue() {}
}
