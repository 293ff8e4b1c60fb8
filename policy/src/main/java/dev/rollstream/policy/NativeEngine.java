package dev.rollstream.policy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import java.util.Optional;

/**
 * The one PyTorch of this process. Its number of threads is set once, by whoever starts it first: sums are split by threads, so
 * results change in their last bits with it.
 *
 * <p>Started here, DJL neither reports its use to its makers nor downloads a native library: what the class path lacks is missing.
 * Whoever wants it to fetch one for a rare platform sets the system property {@code ai.djl.offline} to {@code false}.
 */
public final class NativeEngine {
    static final String NAME = "PyTorch";
    private static final String THREADS = "ai.djl.pytorch.num_threads";

    private static int startedThreads;

    private NativeEngine() {}

    /**
     * Starts the engine, or makes sure that it was started alike.
     *
     * @param threads that one operation may use
     * @throws IllegalStateException if it runs with another number of threads
     * @throws NativeLibraryException if there is no native library for this platform
     */
    public static synchronized void start(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        if (startedThreads != 0 && startedThreads != threads) {
            throw new IllegalStateException("PyTorch runs with " + startedThreads + " threads in this process; "
                    + threads + " need a process of their own");
        }
        if (startedThreads == 0) {
            setUnlessGiven("OPT_OUT_TRACKING", "true");
            setUnlessGiven("ai.djl.offline", "true");
            System.setProperty(THREADS, Integer.toString(threads));
            System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
            load();
            startedThreads = threads;
        }
    }

    /** Threads that one operation may use; 0: it was not started. */
    public static synchronized int threads() {
        return startedThreads;
    }

    /** Why the engine cannot be started here; empty when it runs. */
    public static Optional<String> unavailable(int threads) {
        try {
            start(threads);
            return Optional.empty();
        } catch (NativeLibraryException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static void load() {
        try {
            Engine.getEngine(NAME);
        } catch (EngineException | IllegalStateException | IllegalArgumentException | LinkageError e) {
            throw new NativeLibraryException(
                    "no PyTorch for " + System.getProperty("os.name") + " on " + System.getProperty("os.arch") + ": "
                            + e.getMessage()
                            + "; put ai.djl.pytorch:pytorch-native-cpu for this platform on the class path",
                    e);
        }
    }

    /** A new manager on the CPU, which the caller closes with all its arrays. */
    static NDManager newManager() {
        if (startedThreads == 0) {
            throw new IllegalStateException("call NativeEngine.start(threads) first");
        }
        return Engine.getEngine(NAME).newBaseManager(Device.cpu());
    }
}
