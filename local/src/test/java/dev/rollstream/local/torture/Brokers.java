package dev.rollstream.local.torture;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Utils;

/**
 * Three brokers, each a process that is controller too. Every topic has three replicas, and a write needs two of them: one broker may
 * be missing at any time.
 */
final class Brokers implements AutoCloseable {
    static final short REPLICAS = 3;

    /** Partitions of each internal topic. */
    static final int SPREAD = 6;

    private static final String LOOPBACK = "127.0.0.1";

    private final List<Child> nodes = new ArrayList<>();
    private final List<Integer> ports;

    private Brokers(List<Integer> ports) {
        this.ports = ports;
    }

    /** Starts three brokers below a folder, and waits until they serve. */
    static Brokers start(Path folder) {
        List<Integer> ports = freePorts(2 * REPLICAS);
        Brokers brokers = new Brokers(ports);
        String cluster = Uuid.randomUuid().toString();
        for (int node = 0; node < REPLICAS; node++) {
            Path properties = folder.resolve("broker-" + node + ".properties");
            try {
                Files.createDirectories(folder.resolve("broker-" + node));
                Files.write(properties, brokers.settings(node, folder.resolve("broker-" + node)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            format(cluster, properties);
            Child child = new Child(
                    "broker-" + node,
                    List.of("-Xmx512m"),
                    List.of("kafka.Kafka", properties.toString()),
                    folder.resolve("broker-" + node + ".log"));
            brokers.nodes.add(child);
            child.start();
        }
        brokers.awaitInSync();
        return brokers;
    }

    static List<Integer> freePorts(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK)));
            }
            List<Integer> ports =
                    sockets.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> settings(int node, Path data) {
        String voters = IntStream.range(0, REPLICAS)
                .mapToObj(i -> i + "@" + LOOPBACK + ":" + ports.get(REPLICAS + i))
                .collect(Collectors.joining(","));
        Map<String, String> settings = new TreeMap<>(Map.of(
                "process.roles", "broker,controller",
                "node.id", Integer.toString(node),
                "controller.quorum.voters", voters,
                "controller.listener.names", "CONTROLLER",
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name", "PLAINTEXT",
                "listeners",
                        "PLAINTEXT://" + LOOPBACK + ":" + ports.get(node) + ",CONTROLLER://" + LOOPBACK + ":"
                                + ports.get(REPLICAS + node),
                "log.dirs", data.toString(),
                "auto.create.topics.enable", "false",
                "unclean.leader.election.enable", "false"));
        for (String internal : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(internal + ".replication.factor", "3");
            settings.put(internal + ".num.partitions", Integer.toString(SPREAD));
        }
        settings.put("default.replication.factor", "3");
        settings.put("min.insync.replicas", "2");
        settings.put("transaction.state.log.min.isr", "2");
        settings.put("share.coordinator.state.topic.min.isr", "2");
        settings.put("broker.session.timeout.ms", "4000");
        settings.put("broker.heartbeat.interval.ms", "1000");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.share.session.timeout.ms", "45000");
        settings.put("group.share.record.lock.duration.ms", "15000");
        settings.put("message.max.bytes", "16777216");
        settings.put("replica.fetch.max.bytes", "16777216");
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
        settings.put("log.index.size.max.bytes", "2097152");
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toList();
    }

    private static void format(String cluster, Path properties) {
        int code = StorageTool.execute(
                new String[] {"format", "--cluster-id", cluster, "--config", properties.toString()},
                new PrintStream(PrintStream.nullOutputStream()));
        assertThat(code).as("formatting by %s", properties).isZero();
    }

    String bootstrapServers() {
        return ports.stream().limit(REPLICAS).map(port -> LOOPBACK + ":" + port).collect(Collectors.joining(","));
    }

    Child node(int id) {
        return nodes.get(id);
    }

    /** Waits until all brokers are up and every partition has all its replicas in sync, so that the next one may fall. */
    void awaitInSync() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .untilAsserted(() -> {
                    try (Admin admin = admin()) {
                        assertThat(answer(admin.describeCluster().nodes())).hasSize(REPLICAS);
                        Set<String> names = answer(admin.listTopics(new ListTopicsOptions().listInternal(true))
                                .names());
                        Map<String, TopicDescription> topics =
                                answer(admin.describeTopics(names).allTopicNames());
                        topics.values().forEach(topic -> assertThat(topic.partitions())
                                .allSatisfy(partition -> assertThat(partition.isr())
                                        .as(topic.name() + "-" + partition.partition())
                                        .hasSize(REPLICAS)));
                    }
                });
    }

    /** The broker that leads a partition. */
    int leader(String topic, int partition) {
        try (Admin admin = admin()) {
            TopicDescription description =
                    answer(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
            return description.partitions().get(partition).leader().id();
        }
    }

    /** The broker that leads an internal topic's partition of an id: of a group or of transactions. */
    int coordinator(String topic, String id) {
        return leader(topic, Utils.abs(id.hashCode()) % SPREAD);
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers(), "client.id", "torture"));
    }

    static <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    @Override
    public void close() {
        nodes.forEach(Child::close);
    }
}
