package dev.rollstream.pretext;

import dev.rollstream.pretext.image.SourceImage;
import java.util.List;
import java.util.Optional;

/** A kind of task: a pure function from picture, seed and options to a sample or a reason. Thread-safe. */
public sealed interface PretextTask permits ShuffleTask, FlipTask {
    /** As it is written on the command line and in records, such as {@code shuffle}. */
    String name();

    /** Samples of this task in the released data set: the default weight in a mix. */
    int releasedCount();

    /** Makes the one sample that picture, seed and options define. */
    TaskOutcome make(SourceImage source, long seed, TaskOptions options);

    /** Every task, in a fixed order. */
    static List<PretextTask> all() {
        return List.of(new ShuffleTask(), new FlipTask());
    }

    /** The task called {@code name}. */
    static Optional<PretextTask> named(String name) {
        return all().stream().filter(task -> task.name().equals(name)).findFirst();
    }
}
