package dev.rollstream.local.cli;

import static org.jline.utils.AttributedStyle.CYAN;
import static org.jline.utils.AttributedStyle.DEFAULT;
import static org.jline.utils.AttributedStyle.GREEN;
import static org.jline.utils.AttributedStyle.MAGENTA;
import static org.jline.utils.AttributedStyle.RED;
import static org.jline.utils.AttributedStyle.YELLOW;

import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.GroupReason;
import dev.rollstream.avro.Purpose;
import dev.rollstream.local.lag.LagReport.Held;
import dev.rollstream.local.lag.LearnerLag;
import dev.rollstream.local.live.LagHistory;
import dev.rollstream.local.live.LiveSnapshot;
import dev.rollstream.local.live.LiveSnapshot.Dead;
import dev.rollstream.local.live.LiveSnapshot.LearnerNow;
import dev.rollstream.local.live.LiveSnapshot.StageNow;
import dev.rollstream.local.live.LiveSnapshot.TaskNow;
import dev.rollstream.local.report.RunCurves.TaskScores;
import dev.rollstream.runtime.DeadLetterReason;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * The whole pipeline in lines for a terminal: 80 columns hold everything, more make room for longer traces, fewer cut lines off. Where
 * rows are few, kinds of task are left out first.
 */
final class TopScreen {
    private static final String BARS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
    private static final String NONE = "-";
    private static final int TRACE = 10;
    private static final int FULL = 80;
    private static final int NAME = 22;
    private static final int MAX_FAILURE = 200;
    private static final int MAX_KIND = 60;
    private static final String LATE = DeadLetterReason.LATE.name();
    private static final long OLD_MS = 60_000;
    /** Every transaction holds back what comes behind it for a moment. */
    private static final long HELD_MS = 10_000;

    private static final Set<String> AT_WORK = Set.of("", "STABLE");
    private static final AttributedStyle SOFT = DEFAULT.faint();
    private static final AttributedStyle STRONG = DEFAULT.bold();
    private static final AttributedStyle BAD = DEFAULT.foreground(RED).bold();

    private final String stream;
    private final ZoneId zone;
    private final boolean drawsBars;

    /**
     * A screen of one stream.
     *
     * @param stream how to call it
     * @param zone in which times are told
     * @param drawsBars whether the terminal has letters beyond ASCII
     */
    TopScreen(String stream, ZoneId zone, boolean drawsBars) {
        this.stream = stream;
        this.zone = zone;
        this.drawsBars = drawsBars;
    }

    /**
     * The lines.
     *
     * @param columns width to fill and not to pass
     * @param rows most lines
     */
    List<AttributedString> lines(LiveSnapshot now, LagHistory history, int columns, int rows) {
        List<AttributedString> lines = new ArrayList<>();
        lines.add(head(now));
        lines.add(AttributedString.EMPTY);
        int trace = TRACE + Math.max(0, Math.min(40, columns - FULL));
        lines.add(styled(stageLine("stage", "makes", "total", "a second", "waits", "oldest", "before now"), SOFT));
        now.stages().forEach(stage -> lines.add(stage(stage, history, trace)));
        lines.add(AttributedString.EMPTY);
        lines.addAll(groups(now));
        now.learners().forEach(learner -> lines.add(learner(learner)));
        now.lag().held().stream()
                .filter(held -> held.forMs().orElse(0) >= HELD_MS)
                .max(Comparator.comparing(held -> held.forMs().orElse(0)))
                .ifPresent(held -> lines.add(held(held)));
        if (!now.tasks().isEmpty()) {
            lines.add(AttributedString.EMPTY);
            lines.addAll(tasks(now.tasks(), rows - lines.size()));
        }
        return lines.stream()
                .limit(Math.max(1, rows))
                .map(line -> line.columnSubSequence(0, columns))
                .toList();
    }

    /** The same lines with a failure in place of the first empty one: the figures stand still. */
    static List<AttributedString> failed(List<AttributedString> lines, String why, int columns) {
        List<AttributedString> told = new ArrayList<>(lines);
        AttributedString line = styled(Text.clean("stands still: " + why, MAX_FAILURE), BAD);
        told.set(Math.min(1, told.size() - 1), line.columnSubSequence(0, columns));
        return told;
    }

    private AttributedString head(LiveSnapshot now) {
        AttributedStringBuilder line = new AttributedStringBuilder();
        line.styled(STRONG, "rollstream").append("  ").append(Text.clean(stream, 40));
        line.append("  ").append(clock(now.window().atMs()));
        line.styled(SOFT, ", counted since " + clock(now.window().sinceMs()));
        if (now.window().unread() > 0) {
            line.styled(
                    DEFAULT.foreground(YELLOW),
                    String.format(
                            Locale.ROOT,
                            "  reading, %,d records to go",
                            now.window().unread()));
        }
        return line.toAttributedString();
    }

    private String clock(long timeMs) {
        return DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT)
                .withZone(zone)
                .format(Instant.ofEpochMilli(timeMs));
    }

    private static String stageLine(String... cells) {
        return String.format(Locale.ROOT, "%-10s %-13s %10s %9s %9s %9s  %s", (Object[]) cells);
    }

    private AttributedString stage(StageNow stage, LagHistory history, int trace) {
        boolean reads = !stage.stage().equals("tasks");
        boolean behind = stage.inputs().ageMs().orElse(0) >= OLD_MS;
        String begin = String.format(
                Locale.ROOT,
                "%-10s %-13s %10s %9s",
                stage.stage(),
                stage.what(),
                count(stage.count()),
                rate(stage.perSecond()));
        String waits = String.format(
                Locale.ROOT,
                " %9s %9s  ",
                reads ? count(stage.inputs().lag()) : NONE,
                reads ? LagTables.age(stage.inputs().ageMs()) : NONE);
        AttributedStringBuilder line = new AttributedStringBuilder();
        line.append(begin).styled(behind ? BAD : DEFAULT, waits);
        if (!AT_WORK.contains(stage.inputs().state())) {
            line.styled(BAD, stage.inputs().state());
        } else if (reads && drawsBars) {
            line.styled(DEFAULT.foreground(CYAN), bars(history.newestLags(stage.stage(), trace)));
        }
        return line.toAttributedString();
    }

    /** A bar for each number, the highest as high as a line; nothing for zero. */
    private static String bars(List<Long> numbers) {
        long most = numbers.stream().mapToLong(Long::longValue).max().orElse(0);
        StringBuilder bars = new StringBuilder();
        for (long number : numbers) {
            int height = most == 0 ? 0 : (int) Math.ceil(number * (double) BARS.length() / most);
            bars.append(height == 0 ? ' ' : BARS.charAt(height - 1));
        }
        return bars.toString();
    }

    private static List<AttributedString> groups(LiveSnapshot now) {
        List<AttributedString> lines = new ArrayList<>();
        AttributedStringBuilder open = new AttributedStringBuilder();
        open.append("open      ").styled(STRONG, count(now.open().groups())).append(" groups");
        if (now.open().oldestMs().isPresent()) {
            open.append(", the oldest ").append(LagTables.age(now.open().oldestMs()));
        }
        lines.add(open.toAttributedString());
        now.endings().ended().forEach((purpose, outcomes) -> {
            lines.add(outcomes(purpose, outcomes));
            Map<GroupReason, Long> reasons = now.endings().reasons().getOrDefault(purpose, Map.of());
            if (!reasons.isEmpty()) {
                lines.add(styled("  because  " + reasons(reasons), SOFT));
            }
        });
        if (!now.endings().dead().isEmpty()) {
            lines.add(dead(now.endings().dead()));
        }
        return lines;
    }

    private static AttributedString outcomes(Purpose purpose, Map<GroupOutcome, Long> outcomes) {
        AttributedStringBuilder line = new AttributedStringBuilder();
        line.append(purpose == Purpose.EVAL ? "eval     " : "ended    ");
        new EnumMap<>(outcomes)
                .forEach((outcome, count) ->
                        line.append(" ").styled(style(outcome), outcome.name()).append(" " + count(count) + " "));
        return line.toAttributedString();
    }

    /** The most frequent first: where a line is too short, the others are cut off. */
    private static String reasons(Map<GroupReason, Long> reasons) {
        return reasons.entrySet().stream()
                .sorted(Map.Entry.<GroupReason, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .map(reason -> " " + reason.getKey().name() + " " + count(reason.getValue()) + " ")
                .collect(Collectors.joining());
    }

    /** What comes too late is a matter of deadlines; everything else is somebody's fault. */
    private static AttributedString dead(List<Dead> letters) {
        AttributedStringBuilder line = new AttributedStringBuilder().append("dead     ");
        for (Dead letter : letters) {
            String kind = letter.topic().substring(letter.topic().lastIndexOf('.') + 1) + " " + letter.reason();
            line.append(" ")
                    .styled(LATE.equals(letter.reason()) ? DEFAULT : BAD, Text.clean(kind, MAX_KIND))
                    .append(" " + count(letter.count()) + " ");
        }
        return line.toAttributedString();
    }

    private static AttributedStyle style(GroupOutcome outcome) {
        return switch (outcome) {
            case COMPLETE -> DEFAULT.foreground(GREEN);
            case PARTIAL -> DEFAULT.foreground(YELLOW);
            case FILTERED -> SOFT;
            case EXPIRED -> DEFAULT.foreground(RED);
            case CANCELLED -> DEFAULT.foreground(MAGENTA);
            case UNKNOWN -> DEFAULT;
        };
    }

    private static AttributedString learner(LearnerNow learner) {
        LearnerLag waiting = learner.waiting();
        StringJoiner line = new StringJoiner(", ", "learner   ", "");
        String version = waiting.version().isPresent()
                ? " at version " + waiting.version().getAsLong()
                : "";
        line.add(Text.clean(waiting.learner(), NAME) + version);
        line.add(count(waiting.groups()) + (waiting.uncounted() > 0 ? " or more" : "") + " groups wait");
        if (waiting.behind().isPresent()) {
            line.add(String.format(
                    Locale.ROOT,
                    "%.1f behind, at most %d",
                    waiting.behind().getAsDouble(),
                    waiting.mostBehind().orElse(0)));
        }
        new TreeMap<>(learner.receipts()).forEach((outcome, count) -> line.add(outcome.name() + " " + count(count)));
        return new AttributedString(line.toString());
    }

    private static AttributedString held(Held held) {
        return styled(
                "an open transaction holds back " + count(held.records()) + " records of " + LagTables.end(held.topic())
                        + "-" + held.partition() + " for " + LagTables.age(held.forMs()),
                BAD);
    }

    private static List<AttributedString> tasks(List<TaskNow> tasks, int rows) {
        List<AttributedString> lines = new ArrayList<>();
        lines.add(styled(taskLine("task", "groups", "reward", "newest", "accuracy", "format", ""), SOFT));
        int room = Math.max(0, rows - 1);
        int shown = tasks.size() <= room ? tasks.size() : Math.max(0, room - 1);
        tasks.stream().limit(shown).forEach(task -> lines.add(task(task)));
        if (shown < tasks.size()) {
            lines.add(styled("and " + (tasks.size() - shown) + " kinds of task more", SOFT));
        }
        return lines;
    }

    private static String taskLine(String... cells) {
        return String.format(Locale.ROOT, "%-" + NAME + "s %10s %8s %8s %9s %9s  %s", (Object[]) cells)
                .stripTrailing();
    }

    private static AttributedString task(TaskNow task) {
        TaskScores scores = task.scores();
        boolean measures = scores.purpose() == Purpose.EVAL;
        return new AttributedString(taskLine(
                Text.clean(scores.task().isEmpty() ? "(unnamed)" : scores.task(), NAME),
                count(scores.groups()),
                number("%.3f", scores.reward()),
                number("%.3f", task.recentReward().orElse(Double.NaN)),
                number("%.1f %%", 100 * scores.accuracy()),
                number("%.1f %%", 100 * scores.format()),
                measures ? "eval" : ""));
    }

    private static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : NONE;
    }

    private static String rate(OptionalDouble perSecond) {
        return perSecond.isEmpty() ? NONE : String.format(Locale.ROOT, "%,.1f", perSecond.getAsDouble());
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static AttributedString styled(String text, AttributedStyle style) {
        return new AttributedString(text, style);
    }
}
