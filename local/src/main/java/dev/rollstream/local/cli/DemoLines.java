package dev.rollstream.local.cli;

import dev.rollstream.local.demo.DemoView;
import java.util.List;
import java.util.stream.Collectors;

/** A demo without a terminal: a line now and then, for logs. */
final class DemoLines implements DemoView {
    private static final int LINES = 10;

    private final Console console;
    private long shown = -1;

    DemoLines(Console console) {
        this.console = console;
    }

    @Override
    public void step(String what) {
        shown = -1;
        console.say(what + " ...");
    }

    @Override
    public void update(List<Bar> bars, List<String> notes) {
        Bar last = bars.get(bars.size() - 1);
        long tenth = last.value() * LINES / Math.max(1, last.max());
        if (tenth > shown && bars.get(0).value() > 0) {
            shown = tenth;
            String counts = bars.stream()
                    .map(bar -> bar.name() + " " + bar.value() + " of " + bar.max())
                    .collect(Collectors.joining(", "));
            console.say("  " + counts);
            notes.stream().filter(note -> !note.isEmpty()).forEach(note -> console.say("    " + note));
        }
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
