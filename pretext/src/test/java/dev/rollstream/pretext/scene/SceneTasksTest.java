package dev.rollstream.pretext.scene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.pretext.Mode;
import dev.rollstream.pretext.PretextTask;
import dev.rollstream.pretext.Sample;
import dev.rollstream.pretext.TaskOptions;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.SourceImage;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SceneTasksTest {
    @ParameterizedTest
    @EnumSource(SceneKind.class)
    void nearlyEverySceneGivesEveryStrictTask(SceneKind kind) {
        // Given
        DrawnScenes scenes = new DrawnScenes(3, 20, 320, 256).only(kind);
        Map<String, Integer> made = new HashMap<>();
        // When
        for (int i = 0; i < scenes.size(); i++) {
            SourceImage scene = ((LoadOutcome.Loaded) scenes.load(i)).image();
            for (PretextTask task : PretextTask.all()) {
                boolean accepted = task.make(scene, i, TaskOptions.of(Mode.STRICT)) instanceof Sample;
                made.merge(task.name(), accepted ? 1 : 0, Integer::sum);
            }
        }
        // Then
        assertThat(made).hasSameSizeAs(PretextTask.all());
        assertThat(made.values()).allSatisfy(count -> assertThat(count).isGreaterThanOrEqualTo(18));
    }
}
