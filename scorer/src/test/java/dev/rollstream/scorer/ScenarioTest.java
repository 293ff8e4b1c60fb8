package dev.rollstream.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.Rollout;
import dev.rollstream.scorer.verifier.VerifierBudget;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays the time lines in {@code src/test/resources/scenarios}. A line is a comment ({@code #}), an event, or what the scorer
 * writes in answer ({@code =}); the lines after an event are all that it writes, in order. Events:
 *
 * <pre>
 *   TIME key GROUP ANSWER size=N ttl=MS [verifier=NAME]   an answer key is appended at TIME
 *   TIME cancel GROUP REASON                              a cancellation is appended
 *   TIME rollout GROUP INDEX ANSWER|ABORT|SILENT          a rollout is appended that boxes ANSWER, failed, or has no text
 *   TIME garbage answer-keys|rollouts GROUP               bytes are appended that are no record
 *   TIME empty answer-keys|rollouts GROUP                 a record without a value
 *   TIME stray GROUP KEY                                  a rollout of GROUP under another key
 *   TIME read answer-keys|rollouts                        it becomes known that all before TIME was read
 *   TIME clock                                            the wall clock shows TIME
 *   TIME restart                                          the process ends and starts again
 * </pre>
 *
 * Groups wait at most 500 ms for their keys, in at most 440 bytes.
 */
class ScenarioTest {
    private static final ScorerOptions OPTIONS =
            new ScorerOptions(4, Duration.ofHours(1), Duration.ofMillis(500), 440, VerifierBudget.DEFAULT);

    static Stream<Named<Path>> scenarios() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(ScenarioTest.class.getResource("/scenarios"))
                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().map(file -> Named.of(file.getFileName().toString(), file)).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void playsAsWritten(Path scenario) throws IOException {
        // Given
        List<String> script = Files.readAllLines(scenario, StandardCharsets.UTF_8).stream()
                .map(line -> line.strip().replaceAll(" +", " "))
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();

        // When
        List<String> played = play(script);

        // Then
        assertThat(String.join("\n", played)).isEqualTo(String.join("\n", script));
    }

    private static List<String> play(List<String> script) {
        int partitions = script.stream().anyMatch(line -> line.contains("elsewhere/")) ? 2 : 1;
        List<String> played = new ArrayList<>();
        try (ScorerHarness scorer = new ScorerHarness(OPTIONS, partitions)) {
            for (String line : script) {
                if (!line.startsWith("=")) {
                    played.add(line);
                    event(scorer, line.split(" "));
                    scorer.takeLines().forEach(output -> played.add("= " + output));
                }
            }
        }
        return played;
    }

    private static void event(ScorerHarness scorer, String[] words) {
        long atMs = Long.parseLong(words[0]);
        switch (words[1]) {
            case "key" -> key(scorer, atMs, words);
            case "cancel" -> scorer.key(atMs, Records.cancel(words[2], words.length > 3 ? words[3] : null));
            case "rollout" -> scorer.rollout(atMs, rollout(words));
            case "stray" ->
                scorer.rolloutBytes(
                        atMs,
                        words[3],
                        scorer.encode(Records.rollout(words[2], 0, "A").build()));
            case "garbage" -> bytes(scorer, atMs, words, new byte[] {0, 1, 2});
            case "empty" -> bytes(scorer, atMs, words, null);
            case "read" -> scorer.readiness.set(ScorerHarness.TOPICS.prefix() + words[2], atMs);
            case "clock" -> scorer.tick(atMs);
            case "restart" -> scorer.restart();
            default -> throw new AssertionError("no such event: " + words[1]);
        }
    }

    private static void key(ScorerHarness scorer, long atMs, String[] words) {
        String verifier = "spatial-ssrl";
        int size = 0;
        long ttlMs = 0;
        for (int i = 4; i < words.length; i++) {
            String[] setting = words[i].split("=");
            switch (setting[0]) {
                case "size" -> size = Integer.parseInt(setting[1]);
                case "ttl" -> ttlMs = Long.parseLong(setting[1]);
                case "verifier" -> verifier = setting[1];
                default -> throw new AssertionError("no such setting: " + words[i]);
            }
        }
        scorer.key(
                atMs,
                Records.key(
                        words[2],
                        Records.answerKey(words[3], size, ttlMs)
                                .setVerifier(verifier)
                                .build()));
    }

    private static Rollout rollout(String[] words) {
        Rollout.Builder rollout = Records.rollout(words[2], Integer.parseInt(words[3]), words[4]);
        return switch (words[4]) {
            case "ABORT" -> rollout.setFinishReason(FinishReason.ABORT).build();
            case "SILENT" -> rollout.clearText().build();
            default -> rollout.build();
        };
    }

    private static void bytes(
            ScorerHarness scorer, long atMs, String[] words, byte @org.jspecify.annotations.Nullable [] value) {
        if (words[2].equals("rollouts")) {
            scorer.rolloutBytes(atMs, words[3], value);
        } else {
            scorer.answerKeyBytes(atMs, words[3], value);
        }
    }
}
