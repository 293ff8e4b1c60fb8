package dev.rollstream.pretext;

import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.SourceImage;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A kind of task: a pure function from picture, seed and options to a sample or a reason. Thread-safe. */
public sealed interface PretextTask permits ShuffleTask, FlipTask, CropTask, DepthTask, PositionTask {
    /** As it is written on the command line and in records, such as {@code shuffle}. */
    String name();

    /** Samples of this task in the released data set: the default weight in a mix. */
    int releasedCount();

    /** Whether sources without a depth map are of no use to this task. */
    default boolean needsDepth() {
        return false;
    }

    /** Makes the one sample that picture, seed and options define. The picture has a depth map where one is needed. */
    TaskOutcome make(SourceImage source, long seed, TaskOptions options);

    /** Every task, in a fixed order. */
    static List<PretextTask> all() {
        return List.of(new ShuffleTask(), new FlipTask(), new CropTask(), new DepthTask(), new PositionTask());
    }

    /** The tasks that can be made of some pictures: those that need depth only where a picture has a depth map. */
    static List<PretextTask> possibleOn(ImageSource source) {
        boolean depth = IntStream.range(0, source.size()).anyMatch(source::hasDepth);
        return all().stream().filter(task -> depth || !task.needsDepth()).toList();
    }

    /** The task called {@code name}. */
    static Optional<PretextTask> named(String name) {
        return all().stream().filter(task -> task.name().equals(name)).findFirst();
    }
}
