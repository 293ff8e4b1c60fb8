package dev.rollstream.local.cli;

import dev.rollstream.pretext.dataset.ExportProgress;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far an export is: a bar with rate and remaining time for a person, a line every so often for a log. */
final class ExportView implements ExportProgress, AutoCloseable {
    private static final int MAX_BAR_WIDTH = 100;
    private static final Duration LINE_EVERY = Duration.ofSeconds(15);

    private final Console console;
    private final LongSupplier nanoClock;
    private @Nullable ProgressBar bar;
    private long begunNs;
    private long begunAt = -1;
    private long saidNs;

    ExportView(Console console, LongSupplier nanoClock) {
        this.console = console;
        this.nanoClock = nanoClock;
    }

    @Override
    public void done(long done, long total) {
        if (begunAt < 0) {
            begin(done, total);
        } else if (bar != null) {
            bar.stepTo(done);
        } else {
            sayNowAndThen(done, total);
        }
    }

    private void begin(long done, long total) {
        begunAt = done;
        begunNs = nanoClock.getAsLong();
        saidNs = begunNs;
        if (done > 0) {
            console.say("going on behind task " + done + " of " + total);
        }
        if (console.interactive()) {
            bar = new ProgressBarBuilder()
                    .setTaskName("tasks")
                    .setInitialMax(total)
                    .startsFrom(done, Duration.ZERO)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setMaxRenderedLength(MAX_BAR_WIDTH)
                    .showSpeed()
                    .setConsumer(new ConsoleProgressBarConsumer(console.err()))
                    .build();
        }
    }

    private void sayNowAndThen(long done, long total) {
        long nowNs = nanoClock.getAsLong();
        if (nowNs - saidNs < LINE_EVERY.toNanos()) {
            return;
        }
        saidNs = nowNs;
        double perSecond = (done - begunAt) / ((nowNs - begunNs) / 1e9);
        console.say(String.format(
                Locale.ROOT, "%d of %d tasks, %.1f a second, %s left", done, total, perSecond, clock((long)
                        ((total - done) / perSecond))));
    }

    private static String clock(long seconds) {
        return String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
