package dev.rollstream.pretext.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.pretext.Mode;
import dev.rollstream.pretext.PromptFormat;
import dev.rollstream.pretext.Sample;
import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.PictureFormat;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkedAnswerTest {
    private static final int SEEDS = 60;
    private static final String SHUFFLE = "Shuffled. Format 'TopLeft-TopRight-BottomLeft-BottomRight'.";
    private static final String POSITION = "Where is 2? A. Left-Back B. Right-Front C. Left-Front D. Right-Back.";

    @ParameterizedTest
    @CsvSource({"shuffle, 2-0-3-1, 1", "flip, 3-0, 1", "crop, C, 5", "depth, 3-1-2, 1", "position, B, 1", "other, 7, 1"
    })
    void endsInTheBoxedAnswerAndKeepsItsForm(String task, String answer, int pictures) {
        for (int seed = 0; seed < SEEDS; seed++) {
            // Given
            Sample sample = sample(task, "Question.", answer, pictures, seed);
            // When
            WorkedAnswer think = WorkedAnswer.of(sample, ColdStartStyle.THINK);
            WorkedAnswer published = WorkedAnswer.of(sample, ColdStartStyle.PUBLISHED);
            // Then
            String boxed = "\\boxed{" + answer + "}";
            assertThat(think.instruction()).isEqualTo(sample.prompt());
            assertThat(think.output())
                    .matches("(?s)<think>[^<]+</think>\\n[^<{]*\\\\boxed\\{[^}]*}")
                    .endsWith(boxed);
            assertThat(published.instruction())
                    .startsWith(PromptFormat.question(sample.prompt()))
                    .endsWith("put your final answer in '\\boxed{}'.")
                    .doesNotContain("<think>");
            assertThat(published.output()).doesNotContain("think>").endsWith(boxed);
            assertThat(PromptFormat.pictures(published.instruction())).isEqualTo(pictures);
        }
    }

    @Test
    void namesTheSlotOfEveryPlace() {
        for (int seed = 0; seed < SEEDS; seed++) {
            // When
            String output = think(sample("shuffle", SHUFFLE, "2-0-3-1", 1, seed));
            // Then
            assertThat(places(output))
                    .containsExactlyInAnyOrder("2 top left", "0 top right", "3 bottom left", "1 bottom right");
            assertThat(output).contains("TopLeft, TopRight, BottomLeft, BottomRight", "2, 0, 3, 1");
        }
    }

    @Test
    void mentionsTheWhitePieceOnlyWhereThereIsOne() {
        // When
        String masked = think(sample("shuffle", SHUFFLE + " One patch is fully white.", "2-0-3-1", 1, 3));
        String plain = think(sample("shuffle", SHUFFLE, "2-0-3-1", 1, 3));
        // Then
        assertThat(masked).contains("white");
        assertThat(plain).doesNotContain("white");
    }

    @Test
    void tellsTheFlipByItsDirection() {
        for (int seed = 0; seed < SEEDS; seed++) {
            assertThat(think(sample("flip", "Flipped.", "3-0", 1, seed)))
                    .contains("0, 1 and 2", "patch 3", "upside down", "vertical")
                    .doesNotContain("horizontal", "mirrored");
            assertThat(think(sample("flip", "Flipped.", "1-1", 1, seed)))
                    .contains("0, 2 and 3", "patch 1", "mirrored left to right", "horizontal")
                    .doesNotContain("vertical", "upside");
        }
    }

    @Test
    void ordersRegionsFromNearToFar() {
        for (int seed = 0; seed < SEEDS; seed++) {
            assertThat(think(sample("depth", "Order.", "3-1-2", 1, seed)))
                    .containsPattern("egion 3\\D+region 1\\D+region 2");
        }
    }

    @Test
    void readsTheSideFromTheRightOption() {
        for (int seed = 0; seed < SEEDS; seed++) {
            assertThat(think(sample("position", POSITION, "B", 1, seed)))
                    .contains("in front and to the right", "option B")
                    .doesNotContain("behind", "to the left");
        }
    }

    @Test
    void claimsNothingOfPicturesOfOtherTasks() {
        for (int seed = 0; seed < SEEDS; seed++) {
            assertThat(think(sample("math", "How many?", "72", 0, seed)))
                    .contains("asked")
                    .doesNotContainPattern("(?i)piece|border|edge|picture|scene");
        }
    }

    @Test
    void variesItsWords() {
        // When
        Set<String> outputs = new HashSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            outputs.add(think(sample("crop", "Cropped.", "C", 5, seed)));
        }
        // Then
        assertThat(outputs).hasSizeGreaterThan(10).allMatch(output -> output.contains("A, B and D"));
    }

    private static Set<String> places(String output) {
        return Pattern.compile("(?:label|labelled|Label) (\\d)\\D*?\\b(top|bottom) (left|right)")
                .matcher(output)
                .results()
                .map(WorkedAnswerTest::place)
                .collect(Collectors.toSet());
    }

    private static String place(MatchResult found) {
        return found.group(1) + " " + found.group(2) + " " + found.group(3);
    }

    private static String think(Sample sample) {
        return WorkedAnswer.of(sample, ColdStartStyle.THINK).output();
    }

    private static Sample sample(String task, String question, String answer, int pictures, long seed) {
        EncodedImage picture = new EncodedImage(PictureFormat.PNG, 1, 1, "", new byte[0]);
        return new Sample(
                List.of(),
                task,
                "x",
                Mode.STRICT,
                PromptFormat.prompt("<image>".repeat(pictures) + "\n" + question),
                answer,
                Collections.nCopies(pictures, picture),
                "s",
                seed);
    }
}
