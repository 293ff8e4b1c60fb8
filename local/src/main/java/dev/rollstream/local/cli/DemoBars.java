package dev.rollstream.local.cli;

import dev.rollstream.local.demo.DemoView;
import java.util.ArrayList;
import java.util.List;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A demo on a terminal: a bar for each thing that is counted, with its rate, and what else is to be seen in lines below. The bars find the
 * terminal themselves.
 */
final class DemoBars implements DemoView {
    private static final int WIDTH = 79;
    private static final int NAME = 10;

    private final Console console;
    private final List<ProgressBar> shown = new ArrayList<>();
    private volatile List<String> notes = List.of();

    DemoBars(Console console) {
        this.console = console;
    }

    @Override
    public void step(String what) {
        close();
        console.say(what + " ...");
    }

    @Override
    public void update(List<Bar> bars, List<String> newest) {
        notes = List.copyOf(newest);
        if (shown.isEmpty()) {
            bars.forEach(bar -> shown.add(builder(bar).build()));
            for (int i = 0; i < notes.size(); i++) {
                shown.add(note(i));
            }
        }
        for (int i = 0; i < bars.size(); i++) {
            shown.get(i).stepTo(bars.get(i).value());
        }
    }

    /** A bar that is drawn as the words of a note, again and again, as it counts nothing. */
    private ProgressBar note(int index) {
        return builder(new Bar("", 0, 1))
                .continuousUpdate()
                .setRenderer((progress, width) -> line(notes.get(index), Math.min(WIDTH, width)))
                .build();
    }

    /** Filled up with blanks, as it is written over what stood there. */
    private static String line(String words, int width) {
        return (words + " ".repeat(Math.max(0, width))).substring(0, Math.max(0, width));
    }

    private static ProgressBarBuilder builder(Bar bar) {
        return new ProgressBarBuilder()
                .setTaskName(
                        bar.name() + " ".repeat(Math.max(0, NAME - bar.name().length())))
                .setInitialMax(bar.max())
                .setStyle(ProgressBarStyle.ASCII)
                .setMaxRenderedLength(WIDTH)
                .setUpdateIntervalMillis(200)
                .showSpeed()
                .hideEta();
    }

    @Override
    public void close() {
        shown.forEach(ProgressBar::close);
        shown.clear();
    }
}
