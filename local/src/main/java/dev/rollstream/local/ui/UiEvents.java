package dev.rollstream.local.ui;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends the newest figures to visitors as server-sent events: {@code now} at every look, {@code charts} whenever they change. */
final class UiEvents {
    /** Each visitor has a thread. */
    static final int MAX_VISITORS = 24;

    /** Sooner than proxies give up. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final UiFeed feed;
    private final AtomicInteger visitors = new AtomicInteger();

    UiEvents(UiFeed feed) {
        this.feed = feed;
    }

    /** Sends until the visitor leaves or the feed ends. */
    void stream(HttpExchange exchange) throws IOException {
        if (visitors.incrementAndGet() > MAX_VISITORS) {
            visitors.decrementAndGet();
            exchange.sendResponseHeaders(503, -1);
            return;
        }
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            send(exchange.getResponseBody());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            visitors.decrementAndGet();
        }
    }

    private void send(OutputStream out) throws IOException, InterruptedException {
        long charted = -1;
        UiFeed.Pages pages = feed.current();
        while (!feed.hasEnded()) {
            event(out, "now", pages.now());
            if (pages.charted() != charted) {
                charted = pages.charted();
                event(out, "charts", pages.charts());
            }
            out.flush();
            pages = feed.after(pages.looks(), PATIENCE);
        }
    }

    /** JSON has no line breaks, so that an event is one line of data. */
    private static void event(OutputStream out, String name, String json) throws IOException {
        out.write(("event: " + name + "\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8));
    }
}
