package dev.rollstream.local.cluster;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings of the one-node KRaft broker: broker and controller in one process, listening on loopback only, every
 * replicated internal topic with one replica and few partitions, share groups and transactions usable.
 */
final class BrokerSettings {
    /** The only node of the cluster. */
    static final int NODE_ID = 1;

    /** Name of the listener that the controller quorum (of one) speaks on. */
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    /** The largest record batch that the broker takes: a dozen inline photographs. */
    static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

    /** Offsets outlive every topic's records (weeks), so that a stage that slept comes back to its place. */
    private static final int OFFSETS_RETENTION_MINUTES = 60 * 24 * 60;

    /** Kafka's five seconds would be the time that a new worker waits for its first task. */
    private static final String HEARTBEAT_MS = "500";

    /**
     * How long a write to a new transaction waits in the broker while the last one is still being completed. Kafka's 100 ms
     * are short for a busy laptop; after them the producer is told to retry, and batches overtake each other.
     */
    private static final String TRANSACTION_WAIT_MS = "5000";

    /**
     * When a broker that was too busy for heartbeats is fenced. One broker alone that is fenced helps nobody, and Kafka 4.3.1 forgets the
     * markers of transactions that end meanwhile (KAFKA-20734), so that readers of committed records wait for ever: never, that is.
     */
    private static final String NEVER_MS = "3600000";

    /** The same where data is kept: after a kill, the next start waits for the session of the one before to end. */
    private static final String KEPT_SESSION_MS = "15000";

    private static final String ONE = "1";

    private static final Map<String, String> FIXED = Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", Integer.toString(NODE_ID)),
            Map.entry("controller.listener.names", CONTROLLER_LISTENER),
            Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
            Map.entry("inter.broker.listener.name", "PLAINTEXT"),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("default.replication.factor", ONE),
            Map.entry("min.insync.replicas", ONE),
            Map.entry("offsets.topic.replication.factor", ONE),
            Map.entry("offsets.topic.num.partitions", "4"),
            Map.entry("offsets.retention.minutes", Integer.toString(OFFSETS_RETENTION_MINUTES)),
            Map.entry("transaction.state.log.replication.factor", ONE),
            Map.entry("transaction.state.log.min.isr", ONE),
            Map.entry("transaction.state.log.num.partitions", "4"),
            Map.entry("add.partitions.to.txn.retry.backoff.max.ms", TRANSACTION_WAIT_MS),
            Map.entry("share.coordinator.state.topic.replication.factor", ONE),
            Map.entry("share.coordinator.state.topic.min.isr", ONE),
            Map.entry("share.coordinator.state.topic.num.partitions", "2"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("group.streams.initial.rebalance.delay.ms", "0"),
            Map.entry("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES)),
            Map.entry("replica.fetch.max.bytes", Integer.toString(MAX_MESSAGE_BYTES)),
            Map.entry("log.cleaner.dedupe.buffer.size", "2097152"),
            Map.entry("log.segment.bytes", "134217728"),
            Map.entry("log.index.size.max.bytes", "2097152"),
            Map.entry("num.network.threads", "2"),
            Map.entry("num.io.threads", "4"),
            Map.entry("background.threads", "2"),
            Map.entry("broker.heartbeat.interval.ms", "1000"),
            Map.entry("group.share.min.heartbeat.interval.ms", HEARTBEAT_MS),
            Map.entry("group.share.heartbeat.interval.ms", HEARTBEAT_MS),
            Map.entry("group.share.assignment.interval.ms", "0"),
            Map.entry("group.streams.min.heartbeat.interval.ms", HEARTBEAT_MS),
            Map.entry("group.streams.heartbeat.interval.ms", HEARTBEAT_MS),
            Map.entry("group.streams.assignment.interval.ms", "0"),
            Map.entry("metrics.jmx.exclude", ".*"));

    private BrokerSettings() {}

    /**
     * All settings of one start.
     *
     * @param directory where logs and metadata live
     * @param clientPort port for clients
     * @param controllerPort port of the controller
     * @param options settings that replace the defaults, and further listeners
     */
    static Map<String, String> of(Path directory, int clientPort, int controllerPort, LocalKafkaOptions options) {
        StringBuilder clients = new StringBuilder("PLAINTEXT://" + Ports.LOOPBACK + ":" + clientPort);
        options.listeners().forEach((name, port) -> clients.append(',')
                .append(name)
                .append("://" + Ports.LOOPBACK + ":")
                .append(port.intValue()));
        String controller = Ports.LOOPBACK + ":" + controllerPort;
        Map<String, String> settings = new HashMap<>(FIXED);
        settings.put("listeners", clients + "," + CONTROLLER_LISTENER + "://" + controller);
        settings.put("advertised.listeners", clients.toString());
        settings.put("controller.quorum.voters", NODE_ID + "@" + controller);
        settings.put("log.dirs", directory.toString());
        settings.put("broker.session.timeout.ms", options.directory().isPresent() ? KEPT_SESSION_MS : NEVER_MS);
        settings.putAll(options.overrides());
        return settings;
    }
}
