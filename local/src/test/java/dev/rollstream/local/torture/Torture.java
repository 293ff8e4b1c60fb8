package dev.rollstream.local.torture;

import static dev.rollstream.local.Patience.PATIENCE;
import static org.awaitility.Awaitility.await;

import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.local.audit.Audit;
import dev.rollstream.local.audit.AuditReport;
import dev.rollstream.local.audit.Finding;
import dev.rollstream.local.audit.Guarantee;
import dev.rollstream.local.audit.Guarantees;
import dev.rollstream.local.load.Landing;
import dev.rollstream.local.load.Truth;
import dev.rollstream.local.load.TruthHolds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.core.ConditionTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Breaks a stream in every way that {@link Fault} knows, in an order that a seed decides, while it works; then lets it come to rest and
 * asks whether it kept its promises.
 */
final class Torture {
    private static final Logger log = LoggerFactory.getLogger(Torture.class);

    private final Path folder;
    private final Plan plan;

    /**
     * What is to happen.
     *
     * @param seed decides the faults, their order and their victims, and the load
     * @param faults how many
     * @param rollouts that are scored at least
     * @param scorers sound ones, or such as the oracle must catch
     */
    record Plan(long seed, int faults, long rollouts, Mutant scorers) {}

    /**
     * What came of it.
     *
     * @param struck how often each fault struck
     * @param groups of the load and of the run
     * @param rollouts in the topic
     * @param findings one for each guarantee
     * @param held partitions whose last stable offset is not their end: a transaction hangs
     */
    record Outcome(
            Plan plan,
            Map<Fault, Integer> struck,
            int groups,
            long rollouts,
            List<Finding> findings,
            List<TopicPartition> held) {}

    Torture(Path folder, Plan plan) {
        this.folder = folder;
        this.plan = plan;
    }

    Outcome run() {
        Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
        try (Ground ground = new Ground(folder, plan)) {
            ground.goOn();
            Random random = new Random(plan.seed());
            for (Fault fault : deal(random)) {
                log.atInfo()
                        .addKeyValue("seed", plan.seed())
                        .addKeyValue(
                                "number",
                                struck.values().stream().mapToInt(n -> n).sum() + 1)
                        .log("{}", fault);
                fault.strike(ground, random);
                ground.programs().awaitReady(ground.programs().all());
                ground.goOn();
                struck.merge(fault, 1, Integer::sum);
            }
            await().atMost(Duration.ofHours(6)).until(() -> ground.watch().members() >= plan.rollouts());
            return judge(ground, rest(ground), struck);
        }
    }

    /** The faults, dealt like cards: each comes before any comes again. */
    private List<Fault> deal(Random random) {
        List<Fault> dealt = new ArrayList<>();
        while (dealt.size() < plan.faults()) {
            List<Fault> deck = new ArrayList<>(List.of(Fault.values()));
            Collections.shuffle(deck, random);
            dealt.addAll(deck);
        }
        return dealt.subList(0, plan.faults());
    }

    /** No new groups; everything that was begun comes to its end. */
    private static Truth rest(Ground ground) {
        Programs programs = ground.programs();
        programs.get(Programs.TASKS).stop();
        Truth truth = ground.stories().finish();
        try {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> isAtRest(ground, truth));
        } catch (ConditionTimeoutException e) {
            log.warn("something never came to its end: the oracle will name it");
        }
        List<Child> rest = programs.all().stream()
                .filter(program -> !program.name().equals(Programs.TASKS))
                .toList();
        rest.forEach(Child::stop);
        return truth;
    }

    private static boolean isAtRest(Ground ground, Truth truth) {
        Set<String> waiting = new HashSet<>(truth.fates().keySet());
        waiting.removeAll(ground.watch().ended());
        Set<Landing.Place> missing = new HashSet<>(truth.deadLetters().keySet());
        missing.removeAll(ground.watch().deadLetters());
        return waiting.isEmpty()
                && missing.isEmpty()
                && ground.watch().openGroups().isEmpty();
    }

    private Outcome judge(Ground ground, Truth truth, Map<Fault, Integer> struck) {
        String rollouts = ground.config().topics().rollouts().name();
        List<Guarantee> guarantees =
                new ArrayList<>(Guarantees.all(ground.config().topics()));
        guarantees.add(new TruthHolds(truth, rollouts));
        guarantees.add(new RepeatsAreDead(Programs.RUN, rollouts));
        try (RegistryClient registry = RegistryClients.create(ground.config().registry());
                Admin admin = ground.brokers().admin()) {
            AuditReport report = new Audit(ground.config(), registry, guarantees).run();
            Map<TopicPartition, Long> ends = ends(admin, IsolationLevel.READ_UNCOMMITTED);
            Map<TopicPartition, Long> stable = ends(admin, IsolationLevel.READ_COMMITTED);
            long written = ends.entrySet().stream()
                    .filter(end -> end.getKey().topic().equals(rollouts))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            List<TopicPartition> held = ends.keySet().stream()
                    .filter(partition -> !Objects.equals(ends.get(partition), stable.get(partition)))
                    .toList();
            return new Outcome(plan, struck, ground.watch().ended().size(), written, report.findings(), held);
        }
    }

    private static Map<TopicPartition, Long> ends(Admin admin, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> question = Brokers.answer(
                        admin.describeTopics(Brokers.answer(admin.listTopics().names()))
                                .allTopicNames())
                .values()
                .stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResultInfo> answer = Brokers.answer(
                admin.listOffsets(question, new ListOffsetsOptions(isolation)).all());
        Map<TopicPartition, Long> ends = new HashMap<>();
        answer.forEach((partition, info) -> ends.put(partition, info.offset()));
        return ends;
    }
}
