package dev.rollstream.local.torture;

import dev.rollstream.local.cli.Jvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program in a JVM of its own, whose output goes to a file, and which can be ended in every way there is. */
final class Child implements AutoCloseable {
    private static final long PATIENCE_S = 30;

    private final String name;
    private final List<String> command;
    private final Path log;
    private @Nullable Process process;

    /**
     * A program that does not run yet.
     *
     * @param jvm options of the JVM
     * @param program main class and its arguments
     * @param log file that takes what it prints, over all its starts
     */
    Child(String name, List<String> jvm, List<String> program, Path log) {
        this.name = name;
        this.log = log;
        this.command = Jvm.command(jvm, program);
    }

    String name() {
        return name;
    }

    Path log() {
        return log;
    }

    void start() {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** SIGKILL: it has no time for a word. */
    void kill() {
        if (process != null) {
            process.destroyForcibly();
            await(process);
        }
    }

    /** SIGTERM, as on a rollout of a new release. */
    void stop() {
        if (process != null) {
            process.destroy();
            if (!await(process)) {
                throw new AssertionError(name + " did not end within " + PATIENCE_S + " s of SIGTERM; see " + log);
            }
        }
    }

    /** SIGSTOP: to the rest of the world it is dead, but it does not know. */
    void freeze() {
        signal("STOP");
    }

    /** SIGCONT: a zombie. */
    void thaw() {
        signal("CONT");
    }

    /** Waits until it has ended by itself, and says with which code. */
    int awaitEnd() {
        if (process == null || !await(process)) {
            throw new AssertionError(name + " did not end; see " + log);
        }
        return process.exitValue();
    }

    private void signal(String signal) {
        if (process != null) {
            try {
                await(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static boolean await(Process process) {
        try {
            return process.waitFor(PATIENCE_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        thaw();
        kill();
    }
}
