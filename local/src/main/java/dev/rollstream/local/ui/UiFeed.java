package dev.rollstream.local.ui;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.local.live.GroupIndex;
import dev.rollstream.local.live.LagHistory;
import dev.rollstream.local.live.LiveReader;
import dev.rollstream.local.live.LiveSnapshot;
import dev.rollstream.runtime.Health;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at the stream again and again, on a thread of its own, and keeps the newest figures as JSON for any number of visitors. A cluster
 * that does not answer makes the figures stand still, and the feed says so; what a reader cannot go on with, such as records that
 * retention took before they were read, makes it begin anew.
 */
final class UiFeed implements AutoCloseable {
    private static final int MAX_GROUPS = 5_000;
    private static final int LOOKS_A_CHART = 4;
    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final String CLUSTER = "kafka";

    private final StageConfig config;
    private final RegistryClient registry;
    private final UiOptions options;
    private final Health health;
    private final ObjectMapper mapper = new ObjectMapper();
    private Thread thread = new Thread("ui-feed");
    private volatile GroupIndex index = new GroupIndex(MAX_GROUPS);
    private Pages pages = new Pages(0, 0, "{}", "{}");
    private boolean closed;

    /**
     * What is shown, each as JSON.
     *
     * @param looks counts up with every change
     * @param charted counts up with every change of the charts
     * @param now the snapshot
     * @param charts the curves
     */
    record Pages(long looks, long charted, String now, String charts) {}

    /**
     * Not connected yet.
     *
     * @param health is told whether the figures are those of now
     */
    UiFeed(StageConfig config, RegistryClient registry, UiOptions options, Health health) {
        this.config = config;
        this.registry = registry;
        this.options = options;
        this.health = health;
    }

    /**
     * Connects, and goes on by itself.
     *
     * @throws StageException if the cluster does not answer, or a topic is missing
     */
    void start() {
        LiveReader first = open();
        thread = new Thread(() -> run(first), "ui-feed");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((ended, why) -> health.fail("nobody looks at the stream any more: " + why));
        thread.start();
    }

    private LiveReader open() {
        GroupIndex fresh = new GroupIndex(MAX_GROUPS);
        LiveReader reader = new LiveReader(
                config, registry, new LiveReader.Scope(options.past(), fresh), System::currentTimeMillis);
        index = fresh;
        return reader;
    }

    private void run(LiveReader first) {
        watch(first);
        while (!isClosed()) {
            pause(AGAIN);
            try {
                watch(open());
            } catch (StageException e) {
                fail(e);
            }
        }
    }

    /** Looks until the page is closed or a look fails. */
    private void watch(LiveReader reader) {
        LagHistory history = new LagHistory();
        try (reader) {
            for (long look = 0; !isClosed(); look++) {
                LiveSnapshot now = reader.look();
                history.add(now);
                boolean draws = look % LOOKS_A_CHART == 0 || now.window().unread() > 0;
                publish(json(now), draws ? charts(reader, history) : current().charts());
                pause(options.every());
            }
        } catch (StageException e) {
            fail(e);
        }
    }

    private String json(LiveSnapshot now) {
        Map<String, Object> json = new LinkedHashMap<>(now.toJson());
        json.put("groups_seen", index.seen());
        return text(json);
    }

    private String charts(LiveReader reader, LagHistory history) {
        List<Map<String, Object>> all = new ArrayList<>(LagCharts.of(history));
        all.addAll(reader.charts());
        return text(Map.of("charts", all));
    }

    private String text(Object json) {
        try {
            return mapper.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("figures in memory could not be written as JSON", e);
        }
    }

    private synchronized void publish(String now, String charts) {
        boolean drawn = !charts.equals(pages.charts());
        pages = new Pages(pages.looks() + 1, pages.charted() + (drawn ? 1 : 0), now, charts);
        health.clear(CLUSTER);
        health.started();
        notifyAll();
    }

    private synchronized void fail(StageException failure) {
        String why = text(Map.of("failure", String.valueOf(failure.getMessage())));
        pages = new Pages(pages.looks() + 1, pages.charted(), why, pages.charts());
        health.block(CLUSTER, String.valueOf(failure.getMessage()));
        notifyAll();
    }

    private synchronized void pause(Duration time) {
        long untilNs = System.nanoTime() + time.toNanos();
        try {
            for (long left = time.toMillis(); left > 0 && !closed; left = (untilNs - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            closed = true;
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** What is shown now. */
    synchronized Pages current() {
        return pages;
    }

    /** What is shown after a change, or after a while. */
    synchronized Pages after(long looks, Duration patience) throws InterruptedException {
        if (pages.looks() == looks && !closed) {
            wait(patience.toMillis());
        }
        return pages;
    }

    /** Whether there will be no more. */
    synchronized boolean hasEnded() {
        return closed;
    }

    /** The groups that ended last. */
    GroupIndex groups() {
        return index;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(Duration.ofSeconds(3).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
