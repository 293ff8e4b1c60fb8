package dev.rollstream.pretext.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.SourceImage;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DrawnScenesTest {
    @ParameterizedTest
    @CsvSource({
        "OUTDOORS, aa39dba5014761bb0ee99a90faab5cc9f65ee2bad9f6ba0acdb7dbdc6fe8fd52, -1967952630",
        "STREET, 6207fd004b6852c0e61ec74a9c02684c680c32960452482cd260dc12bd60dffa, 1486959648",
        "ROOM, 014909f6beb6d1c4cfc8bdbd43e641e99a3faea42938046da39db3db20fd86e9, -140865150"
    })
    void drawsTheSamePixelsAndDepthsOnEveryMachine(SceneKind kind, String pixels, int depths) {
        // When
        SourceImage scene = scene(new DrawnScenes(1, 3, 320, 240).only(kind), 2);
        // Then
        assertThat(scene.sha256()).isEqualTo(pixels);
        assertThat(depth(scene).hashCode()).isEqualTo(depths);
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
    void holdsOutARangeOfScenesThatNoOtherRangeHas() {
        // Given
        DrawnScenes train = new DrawnScenes(1, 30, 32, 24);
        DrawnScenes heldOut = new DrawnScenes(1, 10, 32, 24).startingAt(30);
        DrawnScenes all = new DrawnScenes(1, 40, 32, 24);
        // When Then
        assertThat(IntStream.range(0, 40).mapToObj(i -> scene(all, i).sha256()))
                .doesNotHaveDuplicates()
                .containsExactlyElementsOf(IntStream.range(0, 40)
                        .mapToObj(i -> i < 30 ? scene(train, i) : scene(heldOut, i - 30))
                        .map(SourceImage::sha256)
                        .toList());
        assertThat(heldOut.name(0)).isEqualTo("scene-000030");
    }

    @ParameterizedTest
    @EnumSource(SceneKind.class)
    void givesEverySceneDepthsInMetresWithOnlyTheSkyUnknown(SceneKind kind) {
        // Given
        DrawnScenes scenes = new DrawnScenes(5, 30, 96, 72).only(kind);
        for (int i = 0; i < scenes.size(); i++) {
            // When
            DepthMap depth = depth(scene(scenes, i));
            // Then: known and within the kind's range on the ground, unknown only in the upper half
            assertThat(scenes.hasDepth(i)).isTrue();
            for (int x = 0; x < 96; x++) {
                for (int y = 0; y < 72; y++) {
                    float metres = depth.at(x, y);
                    assertThat(Float.isNaN(metres) ? y < 36 && kind != SceneKind.ROOM : metres > 0.3 && metres < 80)
                            .as("scene %d at (%d, %d): %f m", i, x, y, metres)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void refusesSizesThatCannotBeDrawn() {
        assertThatThrownBy(() -> new DrawnScenes(1, 0, 320, 240)).hasMessageContaining("cannot draw 0 scenes");
        assertThatThrownBy(() -> new DrawnScenes(1, 1, 8, 240)).hasMessageContaining("8 x 240");
        assertThatThrownBy(() -> new DrawnScenes(1, 1, 320, 240).startingAt(-1)).hasMessageContaining("number -1");
    }

    private static DepthMap depth(SourceImage scene) {
        return Objects.requireNonNull(scene.depth());
    }

    private static SourceImage scene(DrawnScenes scenes, int index) {
        return ((LoadOutcome.Loaded) scenes.load(index)).image();
    }
}
