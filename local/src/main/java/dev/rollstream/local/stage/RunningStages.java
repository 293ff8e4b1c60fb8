package dev.rollstream.local.stage;

import dev.rollstream.runtime.Stage;
import dev.rollstream.runtime.StageException;
import dev.rollstream.runtime.StopSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Stages that run together in one process and stop together. */
public final class RunningStages implements AutoCloseable {
    private final List<Stage> stages = new ArrayList<>();
    private final StopSignal stop;

    /** None yet. */
    public RunningStages() {
        this(StopSignal.NEVER);
    }

    /**
     * None yet.
     *
     * @param stop once it is requested, no further stage is started
     */
    public RunningStages(StopSignal stop) {
        this.stop = stop;
    }

    /**
     * Starts a stage and keeps it.
     *
     * @throws StageException if it cannot start
     * @throws dev.rollstream.runtime.StoppedException if nothing is to be started any more
     */
    public <S extends Stage> S start(S stage) {
        stop.check("starting " + stage.name());
        stages.add(stage);
        stage.start();
        return stage;
    }

    /** Why the first of them failed; empty while all live. */
    public Optional<String> failure() {
        return stages.stream()
                .flatMap(stage -> stage.health().failure().map(why -> stage.name() + ": " + why).stream())
                .findFirst();
    }

    /** Stops all of them at once, so that it takes as long as the slowest, not as long as their sum. */
    @Override
    public void close() {
        List<CompletableFuture<Void>> closing = stages.stream()
                .map(stage -> CompletableFuture.runAsync(
                        stage::close, task -> new Thread(task, "close-" + stage.name()).start()))
                .toList();
        CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new)).join();
        stages.clear();
    }
}
