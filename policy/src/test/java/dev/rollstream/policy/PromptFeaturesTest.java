package dev.rollstream.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptFeaturesTest {
    @Test
    void scalingAveragesWhatEachPixelCovers() {
        // Given: columns of 0, 60, 120 in red
        int[] rgb = {0, 60 << 16, 120 << 16};

        // When
        byte[] scaled = AreaScaling.scale(new Picture(3, 1, rgb), new AreaScaling.Box(0, 0, 3, 1), 2);

        // Then: (0 + 60/2) / 1.5 and (60/2 + 120) / 1.5, in both rows; no green or blue
        assertThat(scaled).isEqualTo(new byte[] {20, 100, 20, 100, 0, 0, 0, 0, 0, 0, 0, 0});
    }

    @Test
    void scalingKeepsAPlainColour() {
        for (int width : new int[] {1, 7, 64, 131}) {
            byte[] scaled =
                    AreaScaling.scale(Toys.plain(width, 50, 0xFF8001), new AreaScaling.Box(0, 0, width, 50), 32);
            assertThat(Arrays.copyOf(scaled, 1024)).containsOnly((byte) 0xFF);
            assertThat(Arrays.copyOfRange(scaled, 1024, 2048)).containsOnly((byte) 0x80);
            assertThat(Arrays.copyOfRange(scaled, 2048, 3072)).containsOnly((byte) 1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "in the format 'TopLeft-TopRight-BottomLeft-BottomRight'., 4, 20, 15",
        "in the format 'Left-Middle-Right'., 3, 13, 30",
        "in the format 'Left-Middle1-Middle2-Right'., 4, 10, 30",
        "in the format 'Top-Middle-Bottom'., 3, 40, 10",
        "in the format 'Top-Middle1-Middle2-Bottom'., 4, 40, 7",
        "Which region is nearer?, 4, 20, 15"
    })
    void partsLieWhereTheFormatWordsSay(String prompt, int count, int width, int height) {
        List<AreaScaling.Box> boxes = TileLayout.of(prompt).boxes(Toys.plain(40, 30, 0));
        assertThat(boxes).hasSize(count);
        assertThat(boxes).allSatisfy(box -> {
            assertThat(box.width()).isEqualTo(width);
            assertThat(box.height()).isEqualTo(height);
        });
        assertThat(boxes).doesNotHaveDuplicates();
    }

    @Test
    void aPictureOfOnePixelHasAllParts() {
        assertThat(TileLayout.COLUMNS_4.boxes(Toys.plain(1, 1, 0))).hasSize(4);
        assertThat(Toys.features("'Top-Middle-Bottom'", Toys.plain(1, 1, 7)).tiles())
                .containsOnlyKeys(0, 1, 2);
    }

    @Test
    void optionPicturesTakeTheSlotsOfLetters() {
        assertThat(Toys.prompts(2).get(1).tiles()).containsOnlyKeys(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void optionsAreReadFromTheText() {
        assertThat(PromptText.options(
                        "Where is it? A. Left-Front B. Right-Front C. Right-Back D. Left-Back. Consider depth."))
                .containsExactly("Left-Front", "Right-Front", "Right-Back", "Left-Back");
        assertThat(PromptText.options("Which?\nA. <image>\nB. <image>\nC. <image>\nD. <image>\nLook."))
                .containsOnly("<image>");
        assertThat(PromptText.options("No options, chosen from 'A','B','C','D'."))
                .containsOnly("");
    }

    @Test
    void bagsHoldWordsAndPairs() {
        int[] bag = PromptText.bag("Region 1, facing LEFT", 1 << 20);
        assertThat(bag).hasSize(8).isSorted().doesNotHaveDuplicates();
        assertThat(PromptText.bag("region 1 facing left", 1 << 20)).isEqualTo(bag);
        assertThat(PromptText.bag("facing 1 region left", 1 << 20)).isNotEqualTo(bag);
        assertThat(PromptText.bag("", 16)).isEmpty();
    }

    @Test
    void wrongPicturesAreRefused() {
        assertThatThrownBy(() -> new Prompt("?", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has 0");
        assertThatThrownBy(() -> new Picture(2, 2, new int[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 pixels");
    }
}
