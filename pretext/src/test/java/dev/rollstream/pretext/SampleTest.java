package dev.rollstream.pretext;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.PictureEncoding;
import dev.rollstream.pretext.image.TestPictures;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTest {
    private static final EncodedImage PICTURE = PictureEncoding.PNG.encode(TestPictures.soft(32, 32));

    @ParameterizedTest
    @ValueSource(strings = {"", "None", " A", "A\n"})
    void refusesAnswersThatCannotBeVerified(String answer) {
        assertThatThrownBy(() ->
                        new Sample(List.of(), "t", "v", Mode.STRICT, "<image> q", answer, List.of(PICTURE), "s", 1))
                .hasMessageContaining("unusable answer '" + answer + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no placeholder", "<image> and <image>"})
    void refusesPromptsThatDoNotFitTheirPictures(String prompt) {
        assertThatThrownBy(() -> new Sample(List.of(), "t", "v", Mode.STRICT, prompt, "A", List.of(PICTURE), "s", 1))
                .hasMessageContaining("placeholders for 1 pictures");
    }

    @Test
    void refusesUnknownTasksAndWeightsWithoutAChoice() {
        assertThatThrownBy(() -> new TaskMix(java.util.Map.of("jigsaw", 1)))
                .hasMessage("no task is called 'jigsaw'; there are [shuffle, flip, crop, depth, position]");
        assertThatThrownBy(() -> new TaskMix(java.util.Map.of("flip", 0))).hasMessageContaining("must sum to");
        assertThatThrownBy(() -> new TaskMix(java.util.Map.of("flip", 3, "shuffle", -1)))
                .hasMessageContaining("must not be negative: shuffle has -1");
    }
}
