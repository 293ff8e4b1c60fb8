package dev.rollstream.pretext;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.pretext.geometry.Facing;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointPromptsTest {
    @Test
    void tellsAllThatADepthTaskNeeds() {
        // When
        List<String> prompts = LongStream.range(0, 400)
                .mapToObj(seed -> PointPrompts.depth(new SeededRandom(seed)))
                .distinct()
                .toList();
        // Then
        assertThat(prompts).hasSize(27).allSatisfy(prompt -> {
            PromptsTest.assertWellFormed(prompt);
            assertThat(prompt)
                    .contains(
                            "'Smallest-Middle-Largest'", "original image", "1, 2, and 3", "position", "depth", "camera")
                    .containsIgnoringCase("content")
                    .containsIgnoringCase("three regions")
                    .containsPattern("from (the )?smallest .*to (the )?largest");
        });
    }

    @ParameterizedTest
    @CsvSource({"LEFT,left", "RIGHT,right", "TO_VIEWER,to me", "AWAY,away from me"})
    void tellsAllThatAPositionTaskNeeds(Facing facing, String words) {
        for (int camera = 1; camera <= 2; camera++) {
            for (boolean height : new boolean[] {false, true}) {
                // Given
                List<String> options = List.of("Right", "Back", "Left", "Front");
                PointPrompts.Position question = new PointPrompts.Position(camera, facing, options, height);
                // When
                List<String> prompts = LongStream.range(0, 3_000)
                        .mapToObj(seed -> PointPrompts.position(question, new SeededRandom(seed)))
                        .distinct()
                        .toList();
                // Then
                String from = String.valueOf(camera);
                String to = String.valueOf(3 - camera);
                assertThat(prompts).hasSize(height ? 243 : 81).allSatisfy(prompt -> {
                    PromptsTest.assertWellFormed(prompt);
                    assertThat(prompt)
                            .contains("camera", "facing " + words, "3D", "'A','B','C','D'", "final answer")
                            .containsPattern("(region marked|place of marker) " + from + ".*region marked " + to)
                            .contains("? A. Right B. Back C. Left D. Front. ")
                            .containsIgnoringCase("depth")
                            .containsIgnoringCase("orientation");
                    assertThat(prompt.contains("height")).isEqualTo(height);
                    assertThat(prompt.contains("gnore")).isEqualTo(height);
                });
            }
        }
    }
}
