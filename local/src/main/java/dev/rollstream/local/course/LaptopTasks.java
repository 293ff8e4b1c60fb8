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
import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.runtime.StopSignal;
import java.util.ArrayList;
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

    private static final long LANE = 0x9E37_79B9_7F4A_7C15L;
    private static final int MAX_ATTEMPTS = 1_000;
    private static final int LANES = 10;
    private static final int TASKS_PER_SCENE = 8;
    private static final int REMEMBERED = 256;

    private final CourseScenes scenes;
    private final ImageSource training;
    private final ImageSource heldOut;

    /** The tasks on some scenes. */
    public LaptopTasks(CourseScenes scenes) {
        this.scenes = scenes;
        this.training = new RememberedScenes(scenes.trainingScenes(), REMEMBERED);
        this.heldOut = new RememberedScenes(scenes.heldOutScenes(), REMEMBERED);
    }

    /**
     * What to train on: the tasks take turns, without end. Drawing a scene costs more than a task on it, so each scene serves for
     * every task {@value #TASKS_PER_SCENE} times; lanes that take turns too keep questions on one scene apart.
     */
    public SampleRun training() {
        return rotation(NAMES, training, scenes.seed());
    }

    /** What to train on, of one task. */
    public SampleRun training(String task) {
        return rotation(List.of(task), training, scenes.seed());
    }

    /** What to test on: the tasks take turns, each on every scene once, on scenes that {@link #training()} never shows. */
    public SampleRun heldOut() {
        return new TaskRotation(NAMES.stream().map(this::heldOut).toList());
    }

    /** What to test on, of one task. */
    public SampleRun heldOut(String task) {
        return run(task, heldOut, scenes.seed() ^ HELD_OUT, 1);
    }

    /**
     * What the policy begins with, made of scenes to train on.
     *
     * @param amounts of it
     * @param buckets of the model's hashed bags
     */
    public ColdStartMaterial coldStart(DrawnMaterial.Amounts amounts, int buckets) {
        return coldStart(amounts, buckets, StopSignal.NEVER);
    }

    /**
     * Likewise, unless the work, which takes most of a minute for a laptop's amounts, is stopped before its end.
     *
     * @throws dev.rollstream.runtime.StoppedException if it was
     */
    public ColdStartMaterial coldStart(DrawnMaterial.Amounts amounts, int buckets, StopSignal stop) {
        SampleRun run = rotation(NAMES, training, scenes.seed() ^ COLD_START);
        return DrawnMaterial.make(training, run, amounts, buckets, stop);
    }

    private SampleRun rotation(List<String> names, ImageSource source, long seed) {
        List<SampleRun> runs = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            for (String task : names) {
                runs.add(run(task, source, seed + lane * LANE, TASKS_PER_SCENE));
            }
        }
        return new TaskRotation(runs);
    }

    private SampleRun run(String task, ImageSource source, long seed, int tasksPerScene) {
        int side = scenes.height() / 3;
        TaskOptions tasks = TaskOptions.of(Mode.STRICT)
                .withLimits(StrictLimits.defaults().withMinSides(side, side))
                .withShuffleVariant(ShuffleVariant.GRID_2X2)
                .withPosition(PositionOptions.uniform().withKind(PairKind.FAR).withFacing(Facing.AWAY));
        return new PretextGenerator(
                source,
                new GeneratorOptions(seed, new TaskMix(Map.of(task, 1)), tasks, MAX_ATTEMPTS, tasksPerScene, 0));
    }
}
