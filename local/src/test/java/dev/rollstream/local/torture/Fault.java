package dev.rollstream.local.torture;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollstream.runtime.StreamsStage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something that happens to a stream in its life. Each strikes, and mends what it broke as an operator would. */
enum Fault {
    /** A scorer is killed; its partner goes on, then it comes back. */
    SCORER_KILLED {
        @Override
        void strike(Ground ground, Random random) {
            killAndStart(ground, ground.one("scorer", random), random.nextBoolean());
        }
    },
    /** An aggregator is killed; its partner goes on, then it comes back. */
    AGGREGATOR_KILLED {
        @Override
        void strike(Ground ground, Random random) {
            killAndStart(ground, ground.one("aggregator", random), random.nextBoolean());
        }
    },
    /** A worker is killed in the middle of its groups. */
    WORKER_KILLED {
        @Override
        void strike(Ground ground, Random random) {
            killAndStart(ground, ground.one("worker", random), random.nextBoolean());
        }
    },
    /** The learner is killed, perhaps between a checkpoint and its announcement. */
    LEARNER_KILLED {
        @Override
        void strike(Ground ground, Random random) {
            killAndStart(ground, ground.programs().get(Programs.LEARNER), false);
        }
    },
    /** The task producer is killed, perhaps in a transaction. */
    TASK_PRODUCER_KILLED {
        @Override
        void strike(Ground ground, Random random) {
            killAndStart(ground, ground.programs().get(Programs.TASKS), false);
        }
    },
    /** A scorer is taken for dead, its partitions go to its partner, and it wakes up with a transaction open. */
    SCORER_FROZEN {
        @Override
        void strike(Ground ground, Random random) {
            freezeUntilGivenUp(ground, ground.one("scorer", random), "scorer");
        }
    },
    /** The same with an aggregator. */
    AGGREGATOR_FROZEN {
        @Override
        void strike(Ground ground, Random random) {
            freezeUntilGivenUp(ground, ground.one("aggregator", random), "aggregator");
        }
    },
    /** A worker stands still while the stream goes on. */
    WORKER_FROZEN {
        @Override
        void strike(Ground ground, Random random) {
            freezeWhileTheStreamGoesOn(ground, ground.one("worker", random));
        }
    },
    /** The learner stands still while the stream goes on. */
    LEARNER_FROZEN {
        @Override
        void strike(Ground ground, Random random) {
            freezeWhileTheStreamGoesOn(ground, ground.programs().get(Programs.LEARNER));
        }
    },
    /** The broker dies that leads a partition of the rollouts. */
    PARTITION_LEADER_KILLED {
        @Override
        void strike(Ground ground, Random random) {
            String topic = ground.config().topics().rollouts().name();
            killBroker(ground, ground.brokers().leader(topic, random.nextInt(Ground.PARTITIONS)));
        }
    },
    /** The broker dies that coordinates the learner's transactions. */
    TRANSACTION_COORDINATOR_KILLED {
        @Override
        void strike(Ground ground, Random random) {
            String id = ground.config().prefix() + Programs.LEARNER;
            killBroker(ground, ground.brokers().coordinator("__transaction_state", id));
        }
    },
    /** The broker dies that coordinates the scorers' group. */
    GROUP_COORDINATOR_KILLED {
        @Override
        void strike(Ground ground, Random random) {
            killBroker(ground, ground.brokers().coordinator("__consumer_offsets", group(ground, "scorer")));
        }
    },
    /** The broker dies that keeps the state of the workers' share group. */
    SHARE_COORDINATOR_KILLED {
        @Override
        void strike(Ground ground, Random random) {
            killBroker(ground, ground.brokers().leader("__share_group_state", random.nextInt(Brokers.SPREAD)));
        }
    },
    /** A scorer or an aggregator comes back on another machine: its local state is gone. */
    STATE_WIPED {
        @Override
        void strike(Ground ground, Random random) {
            Child stage = ground.one(random.nextBoolean() ? "scorer" : "aggregator", random);
            stage.kill();
            try {
                Utils.delete(ground.programs().stateOf(stage.name()).toFile());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            stage.start();
        }
    },
    /** The disk of a scorer's or an aggregator's local state fills up. When there is room again, it goes on or is started anew. */
    DISK_FULL {
        @Override
        void strike(Ground ground, Random random) {
            Child stage = ground.one(random.nextBoolean() ? "scorer" : "aggregator", random);
            stage.stop();
            Optional<SmallDisk> small = SmallDisk.over(ground.programs().stateOf(stage.name()));
            stage.start();
            if (small.isEmpty()) {
                log.warn("only root may mount a small disk: {} is a restart here", this);
                return;
            }
            try (SmallDisk disk = small.get()) {
                ground.programs().awaitReady(List.of(stage));
                disk.fill();
                ground.goOn();
                disk.free();
                stage.kill();
            }
            stage.start();
        }
    },
    /** No registry answers. Who knows the schemas goes on; who starts meanwhile says why it cannot. */
    REGISTRY_DOWN {
        @Override
        void strike(Ground ground, Random random) {
            Child stage = ground.one(random.nextBoolean() ? "scorer" : "aggregator", random);
            ground.stopRegistry();
            stage.kill();
            stage.start();
            assertThat(stage.awaitEnd()).isEqualTo(1);
            assertThat(Programs.tail(stage.log())).contains("registry");
            ground.startRegistry();
            stage.start();
        }
    },
    /** Every program is replaced, one after another, as by a new release. */
    ROLLING_RESTART {
        @Override
        void strike(Ground ground, Random random) {
            for (Child program : ground.programs().all()) {
                program.stop();
                program.start();
                ground.programs().awaitReady(List.of(program));
            }
        }
    },
    /** The scorers' committed offsets are gone: they refuse to start, and an operator puts the offsets back. */
    OFFSETS_LOST {
        @Override
        void strike(Ground ground, Random random) {
            List<Child> scorers =
                    List.of(ground.programs().get("scorer-0"), ground.programs().get("scorer-1"));
            scorers.forEach(Child::stop);
            try (Admin admin = ground.brokers().admin()) {
                String group = group(ground, "scorer");
                Map<TopicPartition, OffsetAndMetadata> offsets =
                        Brokers.answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
                Brokers.answer(admin.deleteConsumerGroups(List.of(group)).all());
                scorers.get(0).start();
                assertThat(scorers.get(0).awaitEnd()).isEqualTo(1);
                assertThat(Programs.tail(scorers.get(0).log())).contains("committed offsets", "are gone");
                Brokers.answer(admin.alterConsumerGroupOffsets(group, offsets).all());
            }
            scorers.forEach(Child::start);
        }
    },
    /** Somebody who may write rollouts answers for groups that are not his, with numbers that are none. */
    ROLLOUTS_FORGED {
        @Override
        void strike(Ground ground, Random random) {
            try (Forger forger = new Forger(ground.config(), random)) {
                ground.watch().openGroups().stream()
                        .filter(id -> id.startsWith(Programs.RUN + "/"))
                        .limit(8)
                        .forEach(forger::forge);
            }
        }
    };

    private static final Logger log = LoggerFactory.getLogger(Fault.class);

    /** Breaks something and mends it. */
    abstract void strike(Ground ground, Random random);

    private static void killAndStart(Ground ground, Child program, boolean later) {
        program.kill();
        if (later) {
            ground.goOn();
        }
        program.start();
    }

    private static void freezeWhileTheStreamGoesOn(Ground ground, Child program) {
        program.freeze();
        try {
            ground.goOn();
        } finally {
            program.thaw();
        }
    }

    private static void freezeUntilGivenUp(Ground ground, Child program, String stage) {
        program.freeze();
        try (Admin admin = ground.brokers().admin()) {
            await().atMost(PATIENCE).until(() -> members(admin, group(ground, stage)) == 1);
            ground.goOn();
        } finally {
            program.thaw();
        }
    }

    private static int members(Admin admin, String group) {
        return Brokers.answer(admin.describeConsumerGroups(List.of(group)).all())
                .get(group)
                .members()
                .size();
    }

    private static String group(Ground ground, String stage) {
        return StreamsStage.applicationId(ground.config(), stage);
    }

    /** The stream goes on without it; then it comes back and catches up. */
    private static void killBroker(Ground ground, int id) {
        Child broker = ground.brokers().node(id);
        broker.kill();
        try {
            ground.goOn();
        } finally {
            broker.start();
        }
        ground.brokers().awaitInSync();
    }
}
