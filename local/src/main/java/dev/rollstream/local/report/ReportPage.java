package dev.rollstream.local.report;

import dev.rollstream.avro.GroupOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The report as one HTML text that needs nothing beside it: pictures and charts are data URLs, there are no scripts, and a content
 * security policy allows none.
 */
final class ReportPage {
    private static final String POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int MAX_RUNS_NAMED = 3;

    private final Html html = new Html();
    private final ReportContent content;
    private final RunFigures figures;

    private ReportPage(ReportContent content) {
        this.content = content;
        this.figures = content.figures();
    }

    /** The whole page. */
    static String render(ReportContent content) {
        ReportPage page = new ReportPage(content);
        page.html.open("html", "lang", "en");
        page.head();
        page.html.open("body").open("main");
        page.top();
        page.sections();
        page.html.close().close().close();
        return page.html.toString();
    }

    private static String css() {
        try (InputStream in = Objects.requireNonNull(ReportPage.class.getResourceAsStream("report.css"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the report's style cannot be read from the class path", e);
        }
    }

    private void head() {
        html.open("head");
        html.single("meta", "charset", "utf-8");
        html.single("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
        html.single("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.element("title", "Run report");
        html.style(css()).close();
    }

    private void top() {
        html.open("header", "class", "top").element("h1", "Run report");
        html.element("p", runs(), "class", "lead");
        html.open("dl", "class", "cards");
        Flow flow = figures.flow();
        long ended = flow.total().ended().total();
        double seconds = Math.max(1, flow.lastMs() - flow.firstMs()) / 1e3;
        card(
                "groups ended",
                Numbers.count(ended),
                "of " + Numbers.count(flow.total().opened()) + " opened");
        card(
                "rollouts",
                Numbers.count(flow.total().scored()),
                Numbers.plain(Math.round(flow.total().scored() / seconds)) + " a second");
        card("time", Numbers.duration(flow.lastMs() - flow.firstMs()), "first to last record");
        figures.policy()
                .flatMap(figures.learner()::of)
                .ifPresent(policy -> card(
                        "policy versions",
                        Numbers.count(policy.versions()),
                        Clip.name(figures.policy().orElse(""))));
        List<HeldOut.Row> rows = HeldOut.rows(figures.heldOut());
        HeldOut.meanGain(rows)
                .ifPresent(gain -> card(
                        "held-out accuracy", Numbers.points(gain.value()) + " points", HeldOutTable.interval(gain)));
        html.close().close();
    }

    private void card(String name, String value, String note) {
        html.open("div").element("dt", name).element("dd", value, "class", "value");
        html.element("dd", note, "class", "note").close();
    }

    private String runs() {
        StringJoiner names = new StringJoiner(", ");
        content.runs().stream().limit(MAX_RUNS_NAMED).map(Clip::name).forEach(names::add);
        int more = content.runs().size() - MAX_RUNS_NAMED;
        String begin = TIME.format(Instant.ofEpochMilli(figures.flow().firstMs()));
        return (content.runs().size() == 1 ? "Run " : "Runs ") + names + (more > 0 ? " and " + more + " more" : "")
                + ", begun " + begin;
    }

    private void sections() {
        Charts charts = content.charts();
        heldOut(charts.heldOut());
        html.open("section", "id", "training").element("h2", "Training groups");
        grid(charts.training());
        new TotalsTable(html).write(figures.train());
        html.close();
        if (!charts.learner().isEmpty()) {
            html.open("section", "id", "learner").element("h2", "Learner");
            grid(charts.learner());
            learnerNotes();
            html.close();
        }
        html.open("section", "id", "stream").element("h2", "Stream");
        grid(charts.stream());
        endings();
        html.close();
        if (!content.examples().isEmpty()) {
            new ExampleSection(html).write(content.examples());
        }
        notes();
    }

    private void heldOut(List<Chart> charts) {
        if (figures.heldOut().totals().isEmpty()) {
            return;
        }
        List<HeldOut.Row> rows = HeldOut.rows(figures.heldOut());
        html.open("section", "id", "held-out").element("h2", "Held-out");
        if (rows.isEmpty()) {
            new TotalsTable(html).write(figures.heldOut());
        } else {
            new HeldOutTable(html).write(rows);
            grid(charts);
            new EvaluationsTable(html).write(Evaluations.of(figures));
        }
        html.close();
    }

    private void grid(List<Chart> charts) {
        if (!content.drawable()) {
            html.element("p", "No charts: this Java finds no fonts to draw them with.", "class", "problem");
            return;
        }
        html.open("div", "class", "charts");
        for (Chart chart : charts) {
            html.open("figure").open("figcaption").element("h3", chart.title());
            html.element("p", chart.note()).close();
            html.picture(
                    "image/svg+xml",
                    ChartFiles.svg(chart).getBytes(StandardCharsets.UTF_8),
                    "width",
                    String.valueOf(ChartPainter.WIDTH),
                    "height",
                    String.valueOf(ChartPainter.HEIGHT),
                    "alt",
                    ChartWords.of(chart));
            html.close();
        }
        html.close();
    }

    private void learnerNotes() {
        Optional<LearnerFigures.Policy> policy = figures.policy().flatMap(figures.learner()::of);
        policy.filter(own -> own.notFinite() > 0)
                .ifPresent(own -> note(Numbers.count(own.notFinite())
                        + " figures of the learner were not finite numbers; the curves have gaps there."));
        int others = figures.learner().policies().size() - 1;
        if (others > 0) {
            note("Shown is policy " + Clip.name(figures.policy().orElse("")) + "; " + others
                    + " more on this stream, such as of shadow learners, are not.");
        }
    }

    private void endings() {
        html.open("div", "class", "scroll").open("table");
        html.open("thead").open("tr").element("th", "outcome").element("th", "reason");
        html.element("th", "groups", "class", "number").close().close().open("tbody");
        figures.endings()
                .forEach((outcome, reasons) -> reasons.forEach((reason, count) -> {
                    html.open("tr").element("td", outcome.name());
                    html.element("td", outcome == GroupOutcome.COMPLETE ? "" : reason.name());
                    html.element("td", Numbers.count(count), "class", "number").close();
                }));
        html.close().close().close();
    }

    private void notes() {
        html.open("footer");
        if (figures.unknownVersions() > 0) {
            note(Numbers.count(figures.unknownVersions())
                    + " members name a policy version that was never published; they count by time only.");
        }
        if (figures.undecodable() > 0) {
            note(Numbers.count(figures.undecodable()) + " records could not be decoded and count nowhere.");
        }
        if (figures.staleness().forgotten() > 0) {
            note(Numbers.count(figures.staleness().forgotten())
                    + " groups or receipts had no counterpart near them; staleness is of the others.");
        }
        note("Made from the topics alone. A group counts for the oldest policy version that sampled a token of it. "
                + "Completions without a reward count in no mean.");
        html.close();
    }

    private void note(String text) {
        html.element("p", text, "class", "soft");
    }
}
