package dev.rollstream.local.course;

import dev.rollstream.learner.training.ColdStartMaterial;
import dev.rollstream.pretext.GeneratorOptions;
import dev.rollstream.pretext.Mode;
import dev.rollstream.pretext.PositionOptions;
import dev.rollstream.pretext.PretextGenerator;
import dev.rollstream.pretext.SampleRun;
import dev.rollstream.pretext.ShuffleVariant;
import dev.rollstream.pretext.StrictLimits;
import dev.rollstream.pretext.TaskMix;
import dev.rollstream.pretext.TaskOptions;
import dev.rollstream.pretext.geometry.Facing;
import dev.rollstream.pretext.geometry.PairKind;
import dev.rollstream.pretext.scene.DrawnScenes;
import java.util.List;
import java.util.Map;

/**
 * The five tasks in a size that a small policy can learn in minutes. Strict mode, with the limits on the sides of patches and crops
 * lowered to fit small scenes, and two things made easier: shuffles are 2 x 2 and unmasked, and cameras of position tasks look away
 * from the viewer at something nearer or farther.
 */
public final class LaptopTasks {
    /** The tasks, in the order in which they take turns. */
    public static final List<String> NAMES = List.of("shuffle", "flip", "crop", "depth", "position");

    private static final long HELD_OUT = 0x5DEE_CE66_D1CE_4E5BL;
    private static final long COLD_START = 0x2545_F491_4F6C_DD1DL;

    private final CourseScenes scenes;

    /** The tasks on some scenes. */
    public LaptopTasks(CourseScenes scenes) {
        this.scenes = scenes;
    }

    /** What to train on: the tasks take turns, without end. */
    public SampleRun training() {
        return new TaskRotation(NAMES.stream().map(this::training).toList());
    }

    /** What to train on, of one task. */
    public SampleRun training(String task) {
        return run(task, scenes.trainingScenes(), scenes.seed());
    }

    /** What to test on: the tasks take turns, on scenes that {@link #training()} never shows. */
    public SampleRun heldOut() {
        return new TaskRotation(NAMES.stream().map(this::heldOut).toList());
    }

    /** What to test on, of one task. */
    public SampleRun heldOut(String task) {
        return run(task, scenes.heldOutScenes(), scenes.seed() ^ HELD_OUT);
    }

    /**
     * What the policy begins with, made of scenes to train on.
     *
     * @param amounts of it
     * @param buckets of the model's hashed bags
     */
    public ColdStartMaterial coldStart(DrawnMaterial.Amounts amounts, int buckets) {
        List<SampleRun> runs = NAMES.stream()
                .<SampleRun>map(task -> run(task, scenes.trainingScenes(), scenes.seed() ^ COLD_START))
                .toList();
        return DrawnMaterial.make(scenes.trainingScenes(), runs, amounts, buckets);
    }

    private SampleRun run(String task, DrawnScenes source, long seed) {
        int side = scenes.height() / 3;
        TaskOptions tasks = TaskOptions.of(Mode.STRICT)
                .withLimits(StrictLimits.defaults().withMinSides(side, side))
                .withShuffleVariant(ShuffleVariant.GRID_2X2)
                .withPosition(PositionOptions.uniform().withKind(PairKind.FAR).withFacing(Facing.AWAY));
        return new PretextGenerator(source, GeneratorOptions.of(seed, new TaskMix(Map.of(task, 1)), tasks));
    }
}
