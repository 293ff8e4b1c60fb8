package dev.rollstream.local.course;

import dev.rollstream.pretext.scene.DrawnScenes;
import dev.rollstream.pretext.scene.SceneKind;

/**
 * The scenes that tasks are made of: two ranges of one seed's drawn scenes, which have none in common. All are outdoors, where things
 * stand on open ground: in rooms and streets a small policy learns much slower.
 *
 * @param seed of the scenes, and of the tasks on them
 * @param width of the pictures, in pixels
 * @param height likewise
 * @param training number of scenes to train on
 * @param heldOut number of scenes to test on
 */
public record CourseScenes(long seed, int width, int height, int training, int heldOut) {
    /** Small ones, so that parts and markers are legible to a policy that looks at 64 x 64 pixels. */
    public static CourseScenes laptop(long seed) {
        return new CourseScenes(seed, 160, 120, 5_000, 2_000);
    }

    DrawnScenes trainingScenes() {
        return drawn(training);
    }

    DrawnScenes heldOutScenes() {
        return drawn(heldOut).startingAt(training);
    }

    private DrawnScenes drawn(int count) {
        return new DrawnScenes(seed, count, width, height).only(SceneKind.OUTDOORS);
    }
}
