package dev.rollstream.local.bench;

import dev.rollstream.avro.Topic;
import dev.rollstream.learner.reader.GroupReader;
import dev.rollstream.learner.reader.TrainingGroup;
import dev.rollstream.runtime.StageConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Groups that come out at the end. For one thread. */
interface Arrivals extends AutoCloseable {
    /** How long one question may wait. */
    Duration WAIT = Duration.ofMillis(20);

    /** Groups that are whole since it was asked last, by their numbers. */
    List<Integer> poll();

    @Override
    void close();

    /** Groups of which a plain consumer has read so many records. */
    static Arrivals ofRecords(StageConfig config, Topic<?> topic, Workload workload, Placement groups, int records) {
        KafkaConsumer<byte[], byte[]> consumer = Progress.consumer(config, topic, workload.partitions());
        int[] seen = new int[groups.groups()];
        return new Arrivals() {
            @Override
            public List<Integer> poll() {
                List<Integer> whole = new ArrayList<>();
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
                    int group = groups.group(new String(record.key(), StandardCharsets.UTF_8));
                    if (++seen[group] == records) {
                        whole.add(group);
                    }
                }
                return whole;
            }

            @Override
            public void close() {
                consumer.close();
            }
        };
    }

    /** Groups that a learner's reader hands out, payloads and all: each as soon as it is there. */
    static Arrivals ofGroups(GroupReader reader, Placement groups) {
        return new Arrivals() {
            @Override
            public List<Integer> poll() {
                List<TrainingGroup> one = reader.poll(1, WAIT).groups();
                return one.stream()
                        .map(group -> groups.group(group.ref().groupId()))
                        .toList();
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }
}
