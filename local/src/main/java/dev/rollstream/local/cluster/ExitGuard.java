package dev.rollstream.local.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps Kafka from ending this JVM. A broker that meets a fatal fault calls {@link Exit}; while any embedded broker
 * runs, that call is logged, told to every broker's owner and turned into an exception on Kafka's own thread. Kafka
 * does not say which of several brokers in one JVM it was.
 */
final class ExitGuard {
    private static final Logger log = LoggerFactory.getLogger(ExitGuard.class);
    private static final List<Consumer<String>> listeners = new ArrayList<>();

    private ExitGuard() {}

    /** Tells {@code listener} of fatal faults from now on. */
    static synchronized void add(Consumer<String> listener) {
        if (listeners.isEmpty()) {
            Exit.setExitProcedure(ExitGuard::refuse);
            Exit.setHaltProcedure(ExitGuard::refuse);
        }
        listeners.add(listener);
    }

    /** Forgets {@code listener}; with the last one Kafka's own behaviour is back. */
    static synchronized void remove(Consumer<String> listener) {
        listeners.remove(listener);
        if (listeners.isEmpty()) {
            Exit.resetExitProcedure();
            Exit.resetHaltProcedure();
        }
    }

    private static void refuse(int status, @Nullable String message) {
        String reason = message == null ? "exit status " + status : message;
        log.atError().addKeyValue("status", status).addKeyValue("error", reason).log("embedded broker failed");
        copyOfListeners().forEach(listener -> listener.accept(reason));
        throw new IllegalStateException("the embedded broker wanted to end the process: " + reason);
    }

    private static synchronized List<Consumer<String>> copyOfListeners() {
        return List.copyOf(listeners);
    }
}
