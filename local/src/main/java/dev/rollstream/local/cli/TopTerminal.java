package dev.rollstream.local.cli;

import dev.rollstream.runtime.StageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/** A terminal taken over whole, and given back as it was. */
final class TopTerminal implements AutoCloseable {
    private static final int NO_COLUMNS = 80;
    private static final int NO_ROWS = 24;
    private static final int CTRL_C = 3;

    private final Terminal terminal;
    private final Display display;
    private final Attributes before;
    private Size size = new Size(0, 0);

    private TopTerminal(Terminal terminal) {
        this.terminal = terminal;
        this.display = new Display(terminal, true);
        this.before = terminal.enterRawMode();
        Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
        terminal.setAttributes(raw);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        terminal.flush();
    }

    /** Takes the terminal over; empty where the process has none, or one that can do no more than print. */
    static Optional<TopTerminal> open() {
        try {
            Terminal terminal = TerminalBuilder.builder()
                    .name("rollstream")
                    .system(true)
                    .dumb(true)
                    // Ctrl-C comes as a key, so that the terminal is given back first; the size is asked for instead of
                    // told.
                    .nativeSignals(false)
                    .encoding(StandardCharsets.UTF_8)
                    .build();
            boolean draws = !terminal.getType().startsWith(Terminal.TYPE_DUMB)
                    && terminal.getStringCapability(Capability.cursor_address) != null;
            if (draws) {
                return Optional.of(new TopTerminal(terminal));
            }
            terminal.close();
            return Optional.empty();
        } catch (IOException e) {
            throw new StageException(
                    "the terminal cannot be used: " + e.getMessage() + "; --once prints without it", e);
        }
    }

    /** Its size now; what does not tell its own is taken for 80 by 24. */
    Size size() {
        Size now = terminal.getSize();
        boolean told = now.getColumns() > 0 && now.getRows() > 0;
        return told ? now : new Size(NO_COLUMNS, NO_ROWS);
    }

    /** Shows lines that fit its size, and nothing else. */
    void show(List<AttributedString> lines) {
        Size now = size();
        if (!now.equals(size)) {
            display.clear();
            display.resize(now.getRows(), now.getColumns());
            terminal.puts(Capability.clear_screen);
            size = now;
        }
        display.update(lines, -1);
        terminal.flush();
    }

    /** Whether somebody presses q or Ctrl-C within a time, or the terminal is gone. */
    boolean isLeft(long waitMs) {
        try {
            int key = terminal.reader().read(waitMs);
            return key == 'q' || key == 'Q' || key == CTRL_C || key == NonBlockingReader.EOF;
        } catch (IOException e) {
            // The process is told to end, and the terminal was given back already.
            return true;
        }
    }

    @Override
    public void close() {
        terminal.puts(Capability.exit_ca_mode);
        terminal.puts(Capability.cursor_visible);
        terminal.setAttributes(before);
        terminal.flush();
        try {
            terminal.close();
        } catch (IOException e) {
            throw new StageException("the terminal cannot be given back: " + e.getMessage() + "; 'reset' does", e);
        }
    }
}
