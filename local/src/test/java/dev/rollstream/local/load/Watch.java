package dev.rollstream.local.load;

import dev.rollstream.avro.RewardEvent;
import dev.rollstream.avro.RewardEventType;
import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.avro.registry.RegistryUnavailableException;
import dev.rollstream.avro.serde.AvroDeserializer;
import dev.rollstream.local.topics.TopicReader;
import dev.rollstream.runtime.DeadLetter;
import dev.rollstream.runtime.StageConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows what the stages have committed, so that a test waits for what has happened and not for time to pass. */
public final class Watch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final Topics topics;
    private final RegistryClient registry;
    private final AvroDeserializer<RewardEvent> rewards;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<String> opened = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<Integer>> members = new ConcurrentHashMap<>();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();
    private final Set<Landing.Place> deadLetters = ConcurrentHashMap.newKeySet();
    private final Set<Landing.Place> leakedAnswerKeys = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::run, "watch");
    private volatile boolean closing;

    public Watch(StageConfig config) {
        topics = config.topics();
        registry = RegistryClients.create(config.registry());
        rewards = new AvroDeserializer<>(RewardEvent.class, registry);
        consumer =
                new KafkaConsumer<>(config.consumer("watch"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = partitions(config);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread.setDaemon(true);
        thread.start();
    }

    private List<TopicPartition> partitions(StageConfig config) {
        try (TopicReader reader = new TopicReader(config, "watch-partitions")) {
            return Stream.of(topics.rewards(), topics.advantages(), topics.deadLetters())
                    .flatMap(topic -> reader.ends(topic).keySet().stream())
                    .toList();
        }
    }

    private void run() {
        try (consumer;
                registry) {
            while (!closing) {
                consumer.poll(POLL).forEach(this::see);
            }
        }
    }

    private void see(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(topics.deadLetters().name())) {
            DeadLetter letter = DeadLetter.of(record.headers()).orElseThrow();
            Landing.Place place = new Landing.Place(letter.topic(), letter.partition(), letter.offset());
            if (letter.topic().equals(topics.answerKeys().name()) && record.value() != null) {
                leakedAnswerKeys.add(place);
            }
            deadLetters.add(place);
        } else if (record.topic().equals(topics.advantages().name())) {
            ended.add(new String(record.key(), StandardCharsets.UTF_8));
        } else {
            seeReward(record);
        }
    }

    private void seeReward(ConsumerRecord<byte[], byte[]> record) {
        while (!closing) {
            try {
                RewardEvent event = rewards.deserialize(record.topic(), record.headers(), record.value());
                if (event.getType() == RewardEventType.OPEN) {
                    opened.add(event.getGroupId());
                } else if (event.getType() == RewardEventType.MEMBER) {
                    members.computeIfAbsent(event.getGroupId(), id -> ConcurrentHashMap.newKeySet())
                            .add(Objects.requireNonNull(event.getMember()).getIndex());
                }
                return;
            } catch (RegistryUnavailableException e) {
                Thread.onSpinWait(); // a test has stopped the registry: the client has waited already, ask again
            }
        }
    }

    /** Whether the scorer has opened a group. */
    public boolean hasOpened(SeededGroup group) {
        return opened.contains(group.id());
    }

    /** Groups that are open at the moment. */
    public Set<String> openGroups() {
        Set<String> open = new HashSet<>(opened);
        open.removeAll(ended);
        return open;
    }

    /** How many slots of a group are scored. */
    public int members(SeededGroup group) {
        return members.getOrDefault(group.id(), Set.of()).size();
    }

    /** Members that are scored, over all groups. */
    public long members() {
        return members.values().stream().mapToLong(Set::size).sum();
    }

    /** Whether a group has its terminal record. */
    public boolean hasEnded(SeededGroup group) {
        return ended.contains(group.id());
    }

    /** Groups with a terminal record. */
    public Set<String> ended() {
        return ended;
    }

    /** Records that were dead-lettered. */
    public Set<Landing.Place> deadLetters() {
        return deadLetters;
    }

    /** Answer keys whose bytes are among the dead letters: there must be none, ever. */
    public Set<Landing.Place> leakedAnswerKeys() {
        return leakedAnswerKeys;
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
