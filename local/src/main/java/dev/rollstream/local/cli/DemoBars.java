package dev.rollstream.local.cli;

import dev.rollstream.local.demo.DemoOptions;
import dev.rollstream.local.demo.DemoView;
import dev.rollstream.local.demo.LiveFigures;
import java.util.ArrayList;
import java.util.List;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A demo on a terminal: a bar for each stage, with its count and rate. The bars find the terminal themselves. */
final class DemoBars implements DemoView {
    private static final int WIDTH = 79;

    private final Console console;
    private final DemoOptions options;
    private final List<ProgressBar> bars = new ArrayList<>();

    DemoBars(Console console, DemoOptions options) {
        this.console = console;
        this.options = options;
    }

    @Override
    public void step(String what) {
        close();
        console.say(what + " ...");
    }

    @Override
    public void update(LiveFigures.Snapshot figures, long read) {
        if (bars.isEmpty()) {
            long rollouts = options.groups() * options.groupSize();
            bars.add(bar("tasks     ", options.groups()));
            bars.add(bar("rollouts  ", rollouts));
            bars.add(bar("rewards   ", rollouts));
            bars.add(bar("advantages", options.groups()));
            bars.add(bar("learner   ", options.groups()));
        }
        long[] counts = {figures.tasks(), figures.rollouts(), figures.scored(), figures.ended(), read};
        for (int i = 0; i < counts.length; i++) {
            bars.get(i).stepTo(counts[i]);
        }
    }

    private ProgressBar bar(String name, long max) {
        return new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(max)
                .setStyle(ProgressBarStyle.ASCII)
                .setMaxRenderedLength(WIDTH)
                .setUpdateIntervalMillis(200)
                .showSpeed()
                .hideEta()
                .build();
    }

    @Override
    public void close() {
        bars.forEach(ProgressBar::close);
        bars.clear();
    }
}
