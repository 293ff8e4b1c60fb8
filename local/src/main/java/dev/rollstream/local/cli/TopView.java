package dev.rollstream.local.cli;

import dev.rollstream.local.live.LagHistory;
import dev.rollstream.local.live.LiveSnapshot;
import dev.rollstream.runtime.StageException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jline.utils.AttributedString;

/** What a screen shows between looks: the newest snapshot, and why there is no newer one. */
final class TopView {
    private final TopScreen screen;
    private final LagHistory history = new LagHistory();
    private Optional<LiveSnapshot> newest = Optional.empty();
    private Optional<String> failure = Optional.empty();

    TopView(TopScreen screen) {
        this.screen = screen;
    }

    /** Takes a look that is over. One that failed leaves what was seen before. */
    void take(Future<LiveSnapshot> look) {
        try {
            LiveSnapshot now = look.get();
            history.add(now);
            newest = Optional.of(now);
            failure = Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StageException why) {
                failure = Optional.of(String.valueOf(why.getMessage()));
            } else {
                throw new IllegalStateException("a look at the stream failed", e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The lines for a screen of that size. */
    List<AttributedString> lines(int columns, int rows) {
        List<AttributedString> lines = newest.map(now -> screen.lines(now, history, columns, rows))
                .orElse(List.of(new AttributedString("looking").columnSubSequence(0, columns)));
        return failure.map(why -> TopScreen.failed(lines, why, columns)).orElse(lines);
    }
}
