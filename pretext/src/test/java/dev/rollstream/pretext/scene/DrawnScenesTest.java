package dev.rollstream.pretext.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.pretext.FlipTask;
import dev.rollstream.pretext.Mode;
import dev.rollstream.pretext.Sample;
import dev.rollstream.pretext.ShuffleTask;
import dev.rollstream.pretext.ShuffleVariant;
import dev.rollstream.pretext.TaskOptions;
import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.SourceImage;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawnScenesTest {
    @Test
    void drawsTheSamePixelsOnEveryMachine() {
        assertThat(scene(new DrawnScenes(1, 3, 320, 240), 2).sha256())
                .isEqualTo("3756325380d8cf3e25f80bf9d399324b91117e71584642497de6be07a2be0033");
    }

    @Test
    void drawsEverySceneDifferently() {
        // Given
        DrawnScenes scenes = new DrawnScenes(1, 20, 64, 48);
        // When Then
        assertThat(IntStream.range(0, 20).mapToObj(i -> scene(scenes, i).sha256()))
                .doesNotHaveDuplicates();
        assertThat(scene(new DrawnScenes(2, 20, 64, 48), 0).sha256())
                .isNotEqualTo(scene(scenes, 0).sha256());
        assertThat(scenes.name(7)).isEqualTo("scene-000007");
    }

    @Test
    void givesEverySceneItsDepthInMetresWithTheSkyUnknown() {
        // Given
        DrawnScenes scenes = new DrawnScenes(1, 3, 320, 240);
        // When
        DepthMap depth = Objects.requireNonNull(scene(scenes, 2).depth());
        // Then
        assertThat(scenes.hasDepth(2)).isTrue();
        assertThat(depth.knownPixels()).isBetween(320 * 240 / 2, 320 * 240 - 1);
        assertThat(depth.at(160, 0)).isNaN();
        assertThat(depth.at(160, 239)).isBetween(2f, 12f);
        for (int y = 0; y < 240; y++) {
            for (int x = 0; x < 320; x++) {
                assertThat(depth.at(x, y) > 62).isFalse();
            }
        }
    }

    @Test
    void drawsScenesThatStrictTasksAccept() {
        // Given
        DrawnScenes scenes = new DrawnScenes(3, 20, 320, 256);
        TaskOptions strict = TaskOptions.of(Mode.STRICT);
        // When
        int accepted = 0;
        for (int i = 0; i < 20; i++) {
            SourceImage source = scene(scenes, i);
            for (ShuffleVariant variant : ShuffleVariant.values()) {
                accepted +=
                        new ShuffleTask().make(source, i, strict.withShuffleVariant(variant)) instanceof Sample ? 1 : 0;
            }
            accepted += new FlipTask().make(source, i, strict) instanceof Sample ? 1 : 0;
        }
        // Then: nearly all of 140
        assertThat(accepted).isGreaterThanOrEqualTo(133);
    }

    @Test
    void refusesSizesThatCannotBeDrawn() {
        assertThatThrownBy(() -> new DrawnScenes(1, 0, 320, 240)).hasMessageContaining("cannot draw 0 scenes");
        assertThatThrownBy(() -> new DrawnScenes(1, 1, 8, 240)).hasMessageContaining("8 x 240");
    }

    private static SourceImage scene(DrawnScenes scenes, int index) {
        return ((LoadOutcome.Loaded) scenes.load(index)).image();
    }
}
