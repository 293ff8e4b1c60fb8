package dev.rollstream.local.docs;

import java.util.Set;

/** Metrics of libraries that dashboards and alert rules may use. That they exist is checked against running stages. */
public final class BorrowedMetrics {
    /** Of Kafka's clients and Streams, as Micrometer names them. */
    public static final Set<String> KAFKA = Set.of(
            "kafka_consumer_fetch_manager_records_lag_max",
            "kafka_consumer_fetch_manager_records_consumed_total",
            "kafka_consumer_fetch_manager_bytes_consumed_total",
            "kafka_consumer_fetch_manager_fetch_latency_avg",
            "kafka_consumer_coordinator_rebalance_total",
            "kafka_producer_record_send_total",
            "kafka_producer_record_error_total",
            "kafka_producer_record_retry_total",
            "kafka_producer_outgoing_byte_total",
            "kafka_producer_request_latency_avg",
            "kafka_producer_txn_commit_time_ns_total",
            "kafka_stream_thread_process_total",
            "kafka_stream_thread_commit_latency_avg",
            "kafka_stream_thread_commit_latency_max",
            "kafka_stream_thread_process_latency_avg",
            "kafka_stream_failed_stream_threads_total");

    /** Of the JVM and the process. */
    public static final Set<String> PROCESS = Set.of(
            "jvm_memory_used_bytes",
            "jvm_memory_max_bytes",
            "jvm_gc_pause_seconds_sum",
            "process_cpu_usage",
            "process_uptime_seconds",
            "process_files_open_files");

    private BorrowedMetrics() {}
}
