package dev.rollstream.local.cli;

import dev.rollstream.local.demo.DemoView;
import java.util.ArrayList;
import java.util.List;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A demo on a terminal: a bar for each thing that is counted, with its rate. The bars find the terminal themselves. */
final class DemoBars implements DemoView {
    private static final int WIDTH = 79;
    private static final int NAME = 10;

    private final Console console;
    private final List<ProgressBar> shown = new ArrayList<>();

    DemoBars(Console console) {
        this.console = console;
    }

    @Override
    public void step(String what) {
        close();
        console.say(what + " ...");
    }

    @Override
    public void update(List<Bar> bars, String note) {
        if (shown.isEmpty()) {
            bars.forEach(bar -> shown.add(bar(bar)));
        }
        for (int i = 0; i < bars.size(); i++) {
            shown.get(i).stepTo(bars.get(i).value());
        }
        shown.get(shown.size() - 1).setExtraMessage(note.isEmpty() ? "" : "  " + note);
    }

    private static ProgressBar bar(Bar bar) {
        return new ProgressBarBuilder()
                .setTaskName(
                        bar.name() + " ".repeat(Math.max(0, NAME - bar.name().length())))
                .setInitialMax(bar.max())
                .setStyle(ProgressBarStyle.ASCII)
                .setMaxRenderedLength(WIDTH)
                .setUpdateIntervalMillis(200)
                .showSpeed()
                .hideEta()
                .build();
    }

    @Override
    public void close() {
        shown.forEach(ProgressBar::close);
        shown.clear();
    }
}
