package dev.rollstream.local.demo;

import dev.rollstream.local.cluster.LocalStack;
import dev.rollstream.local.stage.RunningStages;
import dev.rollstream.runtime.StageException;

/** What demos ask of the processes that they run on. */
final class DemoStack {
    private DemoStack() {}

    /**
     * Checks that broker and stages live.
     *
     * @throws StageException naming the first that does not
     */
    static void requireAlive(LocalStack stack, RunningStages running) {
        stack.kafka().failure().ifPresent(why -> {
            throw new StageException("the embedded broker failed: " + why + "; its data is in "
                    + stack.kafka().directory() + ", is the disk full?");
        });
        running.failure().ifPresent(why -> {
            throw new StageException(why);
        });
    }
}
