package dev.rollstream.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.ClosedBy;
import dev.rollstream.avro.Component;
import dev.rollstream.avro.EstimatorSettings;
import dev.rollstream.avro.FilterSettings;
import dev.rollstream.avro.GroupOpened;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.RewardEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Properties of the fold over random groups; the seed is in every failure message. */
class FoldPropertiesTest {

    private static final String[] ESTIMATORS = {
        "grpo", "grpo-population-std", "dr-grpo", "rloo", "loo-std", "grpo-passk", "maxrl", "opo", "gdpo", "unknown"
    };

    @Test
    void anyInterleavingOfTheGroupsGivesTheSameBytes() throws IOException {
        for (int seed = 1; seed <= 12; seed++) {
            // Given
            Random random = new Random(seed);
            List<List<RewardEvent>> groups = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                groups.add(randomGroup(random, Events.id(i)));
            }
            Map<String, ByteBuffer> oneAfterTheOther =
                    fold(groups.stream().flatMap(List::stream).toList());

            // When
            Map<String, ByteBuffer> interleaved = fold(interleave(groups, random));

            // Then
            assertThat(oneAfterTheOther).as("seed %d", seed).hasSize(groups.size());
            assertThat(interleaved).as("seed %d", seed).isEqualTo(oneAfterTheOther);
        }
    }

    @Test
    void theOrderInWhichMembersComeChangesNoByte() throws IOException {
        for (int seed = 1; seed <= 300; seed++) {
            // Given members without duplicates, of which the first would win
            Random random = new Random(seed);
            List<RewardEvent> events = randomGroup(random, Events.id(seed));
            Map<Integer, RewardEvent> bySlot = new LinkedHashMap<>();
            events.subList(1, events.size() - 1)
                    .forEach(event -> bySlot.putIfAbsent(event.getMember().getIndex(), event));
            List<RewardEvent> members = new ArrayList<>(bySlot.values());
            Map<String, ByteBuffer> original = fold(around(events, members));
            Collections.shuffle(members, random);

            // When
            Map<String, ByteBuffer> shuffled = fold(around(events, members));

            // Then
            assertThat(shuffled).as("seed %d", seed).isEqualTo(original);
        }
    }

    @Test
    void everyTerminalRecordRecomputesToTheBit() {
        int withAdvantages = 0;
        for (int seed = 1; seed <= 2000; seed++) {
            // When
            AdvantageGroup group = end(randomGroup(new Random(seed), Events.id(seed)));

            // Then
            assertThat(AdvantageCheck.mismatch(group)).as("seed %d", seed).isEmpty();
            boolean gives = group.getCounts().getUsed() > 0;
            withAdvantages += gives ? 1 : 0;
            assertThat(group.getMembers().stream().anyMatch(member -> member.getAdvantage() != null))
                    .as("seed %d", seed)
                    .isEqualTo(gives);
        }
        assertThat(withAdvantages).isGreaterThan(500);
    }

    @Test
    void theOrderOfAMapInTheEventChangesNoByte() throws IOException {
        // Given keys of one hash code, which a hash map keeps in order of arrival
        Map<String, String> forward = new LinkedHashMap<>();
        List.of("AaAa", "AaBB", "BBAa", "BBBB").forEach(key -> forward.put(key, "v"));
        Map<String, String> backward = new LinkedHashMap<>();
        List.of("BBBB", "BBAa", "AaBB", "AaAa").forEach(key -> backward.put(key, "v"));

        // When
        ByteBuffer first = bytes(end(List.of(
                Events.open("g/1", 1, settings -> settings.setVerifierParameters(forward)),
                Events.close("g/1", ClosedBy.CANCEL))));
        ByteBuffer second = bytes(end(List.of(
                Events.open("g/1", 1, settings -> settings.setVerifierParameters(backward)),
                Events.close("g/1", ClosedBy.CANCEL))));

        // Then
        assertThat(second).isEqualTo(first);
    }

    @Test
    void aTamperedAdvantageIsFound() {
        // Given
        AdvantageGroup honest = end(List.of(
                Events.open("g/1", 2),
                Events.scored("g/1", 0, 1),
                Events.scored("g/1", 1, 0),
                Events.close("g/1", ClosedBy.FULL)));
        AdvantageGroup tampered = AdvantageGroup.newBuilder(honest).build();
        tampered.getMembers()
                .get(0)
                .put("advantage", Math.nextUp(tampered.getMembers().get(0).getAdvantage()));

        // Then
        assertThat(AdvantageCheck.mismatch(tampered).orElseThrow()).contains("group g/1, member 0: advantage");
        assertThat(AdvantageCheck.mismatch(without(honest, "estimator")).orElseThrow())
                .contains("names no estimator");
        tampered.getEstimator().put("ddof", null);
        assertThat(AdvantageCheck.mismatch(tampered).orElseThrow()).contains("every parameter");
    }

    @Test
    void theStageGivesTheBytesOfTheFold(@TempDir Path stateDir) throws IOException {
        // Given
        Random random = new Random(77);
        List<List<RewardEvent>> groups = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            groups.add(randomGroup(random, Events.id(i)));
        }
        List<RewardEvent> events = interleave(groups, random);

        // When
        try (AggregatorDriver driver = new AggregatorDriver(stateDir)) {
            driver.pipe(events.toArray(RewardEvent[]::new));

            // Then
            Map<String, ByteBuffer> written = new TreeMap<>();
            for (AdvantageGroup group : driver.advantages()) {
                written.put(group.getGroupId(), bytes(group));
            }
            assertThat(written).isEqualTo(fold(events));
            assertThat(driver.state()).isEmpty();
        }
    }

    private static AdvantageGroup without(AdvantageGroup group, String field) {
        AdvantageGroup copy = AdvantageGroup.newBuilder(group).build();
        copy.put(field, null);
        return copy;
    }

    private static List<RewardEvent> around(List<RewardEvent> events, List<RewardEvent> members) {
        List<RewardEvent> all = new ArrayList<>();
        all.add(events.get(0));
        all.addAll(members);
        all.add(events.get(events.size() - 1));
        return all;
    }

    private static AdvantageGroup end(List<RewardEvent> events) {
        GroupFold fold = new GroupFold();
        for (RewardEvent event : events.subList(0, events.size() - 1)) {
            fold.accept(event.getGroupId(), event);
        }
        RewardEvent last = events.get(events.size() - 1);
        return fold.accept(last.getGroupId(), last).orElseThrow();
    }

    private static Map<String, ByteBuffer> fold(List<RewardEvent> events) throws IOException {
        GroupFold fold = new GroupFold();
        Map<String, ByteBuffer> ended = new HashMap<>();
        for (RewardEvent event : events) {
            var group = fold.accept(event.getGroupId(), event);
            if (group.isPresent()) {
                assertThat(ended.put(event.getGroupId(), bytes(group.get())))
                        .as("group %s ended before", event.getGroupId())
                        .isNull();
            }
        }
        return new TreeMap<>(ended);
    }

    private static ByteBuffer bytes(AdvantageGroup group) throws IOException {
        return group.toByteBuffer();
    }

    /** Merges the groups' events at random; within a group the order stays. */
    private static List<RewardEvent> interleave(List<List<RewardEvent>> groups, Random random) {
        List<Deque<RewardEvent>> waiting = new ArrayList<>();
        groups.forEach(group -> waiting.add(new ArrayDeque<>(group)));
        List<RewardEvent> merged = new ArrayList<>();
        while (!waiting.isEmpty()) {
            int next = random.nextInt(waiting.size());
            merged.add(waiting.get(next).removeFirst());
            if (waiting.get(next).isEmpty()) {
                waiting.remove(next);
            }
        }
        return merged;
    }

    private static List<RewardEvent> randomGroup(Random random, String id) {
        int size = 1 + random.nextInt(8);
        List<RewardEvent> events = new ArrayList<>();
        events.add(Events.open(id, size, settings -> randomSettings(random, settings)));
        int count = random.nextInt(4) == 0 ? random.nextInt(size + 1) : size;
        for (int i = 0; i < count; i++) {
            events.add(randomMember(random, id, i));
            if (random.nextInt(6) == 0) {
                events.add(randomMember(random, id, random.nextInt(size)));
            }
        }
        ClosedBy closedBy =
                random.nextInt(12) == 0 ? ClosedBy.CANCEL : count == size ? ClosedBy.FULL : ClosedBy.DEADLINE;
        events.add(Events.close(id, closedBy));
        return events;
    }

    private static GroupOpened.Builder randomSettings(Random random, GroupOpened.Builder settings) {
        settings.setPurpose(random.nextInt(8) == 0 ? Purpose.EVAL : Purpose.TRAIN);
        settings.setEstimator(EstimatorSettings.newBuilder()
                .setName(ESTIMATORS[random.nextInt(ESTIMATORS.length)])
                .build());
        if (random.nextBoolean()) {
            settings.setMinGroupSize(random.nextInt(5));
        }
        if (random.nextInt(3) == 0) {
            settings.setFilter(FilterSettings.newBuilder()
                    .setZeroVariance(random.nextBoolean())
                    .setHigh(0.95)
                    .build());
        }
        return settings;
    }

    private static RewardEvent randomMember(Random random, String id, int index) {
        if (random.nextInt(10) == 0) {
            return Events.unscored(id, index, MemberOutcome.values()[random.nextInt(5)]);
        }
        double accuracy = random.nextBoolean() ? random.nextInt(2) : random.nextDouble();
        double reward =
                switch (random.nextInt(20)) {
                    case 0 -> Double.NaN;
                    case 1 -> -0.0;
                    case 2 -> 1e300 * random.nextGaussian();
                    default -> 0.9 * accuracy + 0.1;
                };
        return Events.member(id, index, member -> member.setOutcome(MemberOutcome.SCORED)
                .setReward(reward)
                .setComponents(List.of(
                        new Component("format", random.nextDouble(), 0.1), new Component("accuracy", accuracy, 0.9))));
    }
}
