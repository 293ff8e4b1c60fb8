package dev.rollstream.local.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/**
 * One task of a Streams application as exactly-once makes it appear: outputs, stores and positions are committed together, and a
 * crash takes all of them back to the last commit. Inputs and outputs are those that the real topology names; which of its inputs
 * is read next is left to chance, as it is in a cluster.
 */
final class SimulatedStage {
    /**
     * What runs.
     *
     * @param name for messages
     * @param topology names inputs and outputs
     * @param processes a new process of the program; a restart begins with nothing but the stores
     */
    record Program(
            String name, Topology topology, Supplier<ProcessorSupplier<byte[], byte[], byte[], byte[]>> processes) {}

    private final Program program;
    private final Crash crash;
    private final List<SimulatedLog> inputs = new ArrayList<>();
    private final Map<String, SimulatedLog> outputs = new HashMap<>();
    private final Map<SimulatedLog, Integer> committed = new LinkedHashMap<>();
    private final Map<SimulatedLog, Integer> positions = new LinkedHashMap<>();
    private final Map<String, SimulatedStore> stores = new LinkedHashMap<>();

    private MockProcessorContext<byte[], byte[]> context;
    private Processor<byte[], byte[], byte[], byte[]> processor;

    /**
     * A stage that runs.
     *
     * @param logs all topics by name
     */
    SimulatedStage(Program program, Map<String, SimulatedLog> logs, Crash crash) {
        this.program = program;
        this.crash = crash;
        program.topology().describe().subtopologies().stream()
                .flatMap(part -> part.nodes().stream())
                .forEach(node -> connect(node, logs));
        inputs.sort((one, other) -> one.topic().compareTo(other.topic()));
        inputs.forEach(input -> {
            committed.put(input, 0);
            positions.put(input, 0);
        });
        ProcessorSupplier<byte[], byte[], byte[], byte[]> supplier =
                program.processes().get();
        supplier.stores().forEach(store -> stores.put(store.name(), new SimulatedStore(store.name())));
        context = newContext();
        processor = started(supplier);
    }

    private void connect(TopologyDescription.Node node, Map<String, SimulatedLog> logs) {
        if (node instanceof TopologyDescription.Source source) {
            source.topicSet().forEach(topic -> inputs.add(log(logs, topic)));
        } else if (node instanceof TopologyDescription.Sink sink) {
            outputs.put(sink.name(), log(logs, sink.topic()));
        }
    }

    private static SimulatedLog log(Map<String, SimulatedLog> logs, String topic) {
        return Objects.requireNonNull(logs.get(topic), topic);
    }

    private MockProcessorContext<byte[], byte[]> newContext() {
        MockProcessorContext<byte[], byte[]> fresh =
                new MockProcessorContext<>(new Properties(), new TaskId(0, 0), null);
        stores.values().forEach(fresh::addStateStore);
        return fresh;
    }

    private Processor<byte[], byte[], byte[], byte[]> started(
            ProcessorSupplier<byte[], byte[], byte[], byte[]> supplier) {
        Processor<byte[], byte[], byte[], byte[]> fresh = supplier.get();
        fresh.init(context);
        return fresh;
    }

    String name() {
        return program.name();
    }

    /** Reads one record of any input that has one; false if none has. */
    boolean read(Random random) {
        List<SimulatedLog> ready = inputs.stream()
                .filter(input -> position(input) < input.visibleEnd())
                .toList();
        if (ready.isEmpty()) {
            return false;
        }
        SimulatedLog input = ready.get(random.nextInt(ready.size()));
        read(input);
        return true;
    }

    private void read(SimulatedLog input) {
        int position = position(input);
        SimulatedLog.Entry entry = input.at(position);
        context.setRecordMetadata(input.topic(), 0, entry.offset());
        processor.process(new Record<>(entry.key(), entry.value(), entry.timestampMs(), entry.headers()));
        positions.put(input, position + 1);
    }

    /** The wall clock shows a time. */
    void tick(long wallMs) {
        List.copyOf(context.scheduledPunctuators())
                .forEach(scheduled -> scheduled.getPunctuator().punctuate(wallMs));
    }

    /** Publishes what was written and done since the last commit. */
    void commit() {
        publish();
        committed.putAll(positions);
        stores.values().forEach(SimulatedStore::commitChanges);
    }

    /** The process dies, and another one takes over. */
    void crash() {
        if (crash.keepsOutputs()) {
            publish();
        }
        if (crash.keepsPositions()) {
            committed.putAll(positions);
        }
        positions.putAll(committed);
        for (SimulatedStore store : stores.values()) {
            if (crash.keepsStores()) {
                store.commitChanges();
            } else if (crash == Crash.STORES_LOST) {
                store.wipe();
            } else {
                store.rollBack();
            }
        }
        start();
    }

    /** The process commits and ends, and another one takes over. */
    void restart() {
        commit();
        processor.close();
        start();
    }

    private void start() {
        context = newContext();
        processor = started(program.processes().get());
    }

    private void publish() {
        for (MockProcessorContext.CapturedForward<? extends byte[], ? extends byte[]> forward : context.forwarded()) {
            Record<? extends byte[], ? extends byte[]> record = forward.record();
            Headers headers = record.headers();
            Objects.requireNonNull(outputs.get(forward.childName().orElseThrow()))
                    .append(record.timestamp(), record.key(), record.value(), headers);
        }
        context.resetForwards();
    }

    /** Whether a crash now would lose work. */
    boolean hasUncommittedWork() {
        return !positions.equals(committed) || !context.forwarded().isEmpty();
    }

    /** Whether no input holds anything that was not read and committed. */
    boolean isIdle() {
        return inputs.stream().allMatch(input -> committed(input) == input.end());
    }

    int committed(SimulatedLog input) {
        return Objects.requireNonNull(committed.get(input));
    }

    private int position(SimulatedLog input) {
        return Objects.requireNonNull(positions.get(input));
    }

    /** Names of the stores that hold anything. */
    List<String> storesInUse() {
        return stores.values().stream()
                .filter(store -> !store.isEmpty())
                .map(SimulatedStore::name)
                .toList();
    }
}
