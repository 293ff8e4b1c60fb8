package dev.rollstream.local.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.registry.LocalRegistry;
import dev.rollstream.avro.registry.server.KafkaSchemaStore;
import dev.rollstream.avro.registry.server.RegistryServer;
import dev.rollstream.local.load.BackgroundLoad;
import dev.rollstream.local.load.Load;
import dev.rollstream.local.load.Watch;
import dev.rollstream.local.topics.TopicsAdmin;
import dev.rollstream.runtime.StageConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** All that runs while a nemesis is at work: brokers, registry, programs, and the load. */
final class Ground implements AutoCloseable {
    static final int PARTITIONS = 4;

    /** Groups of the load that may be open at a time: what a stopped stage finds when it comes back. */
    private static final int MOST_OPEN = 400;

    private final Brokers brokers;
    private final int registryPort = Brokers.freePorts(1).get(0);
    private final StageConfig config;
    private final Programs programs;
    private final Watch watch;
    private final Load load;
    private final BackgroundLoad stories;
    private @Nullable RegistryServer registry;

    /** Starts everything, and waits until it works. */
    Ground(Path folder, Torture.Plan plan) {
        brokers = Brokers.start(folder);
        try {
            startRegistry();
            String url = "http://127.0.0.1:" + registryPort;
            config = new StageConfig(brokers.bootstrapServers(), url, "torture.", Map.of());
            try (TopicsAdmin admin = new TopicsAdmin(config)) {
                admin.create(new TopicsAdmin.Shape(PARTITIONS, Brokers.REPLICAS));
            }
            programs = new Programs(config, folder, plan);
            programs.all().forEach(Child::start);
            programs.awaitReady(programs.all());
            watch = new Watch(config);
            load = new Load(config, watch, plan.seed());
            load.registerSchemas();
            stories = BackgroundLoad.start(load, MOST_OPEN);
        } catch (RuntimeException | Error e) {
            brokers.close();
            throw e;
        }
    }

    StageConfig config() {
        return config;
    }

    Brokers brokers() {
        return brokers;
    }

    Programs programs() {
        return programs;
    }

    Watch watch() {
        return watch;
    }

    Load load() {
        return load;
    }

    BackgroundLoad stories() {
        return stories;
    }

    void stopRegistry() {
        if (registry != null) {
            registry.close();
            registry = null;
        }
    }

    void startRegistry() {
        KafkaSchemaStore store = KafkaSchemaStore.open(
                Map.of("bootstrap.servers", brokers.bootstrapServers()), "_schemas", Brokers.REPLICAS);
        registry = RegistryServer.start(
                new LocalRegistry(store, "registry of the torture"), RegistryServer.Options.loopback(registryPort));
    }

    /** One of the programs of a stage. */
    Child one(String stage, Random random) {
        List<Child> candidates = programs.all().stream()
                .filter(program -> program.name().startsWith(stage))
                .toList();
        assertThat(candidates).as(stage).isNotEmpty();
        return candidates.get(random.nextInt(candidates.size()));
    }

    /** Waits until the load has gone on for a while, and something came out at the other end. */
    void goOn() {
        stories.awaitRounds(1);
    }

    /** Ends it in the order in which nobody waits for what is gone. */
    @Override
    public void close() {
        programs.close();
        watch.close();
        load.close();
        stopRegistry();
        brokers.close();
    }
}
