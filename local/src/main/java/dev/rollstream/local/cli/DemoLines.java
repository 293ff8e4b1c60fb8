package dev.rollstream.local.cli;

import dev.rollstream.local.demo.DemoOptions;
import dev.rollstream.local.demo.DemoView;
import dev.rollstream.local.demo.LiveFigures;

/** A demo without a terminal: a line now and then, for logs. */
final class DemoLines implements DemoView {
    private static final int LINES = 10;

    private final Console console;
    private final DemoOptions options;
    private long shown = -1;

    DemoLines(Console console, DemoOptions options) {
        this.console = console;
        this.options = options;
    }

    @Override
    public void step(String what) {
        console.say(what + " ...");
    }

    @Override
    public void update(LiveFigures.Snapshot figures, long read) {
        long tenth = figures.ended() * LINES / options.groups();
        if (tenth > shown && figures.tasks() > 0) {
            shown = tenth;
            console.say("tasks %d, rollouts %d, rewards %d, groups ended %d of %d, read by the learner %d"
                    .formatted(
                            figures.tasks(),
                            figures.rollouts(),
                            figures.scored(),
                            figures.ended(),
                            options.groups(),
                            read));
        }
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
