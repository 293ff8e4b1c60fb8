package dev.rollstream.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Component;
import dev.rollstream.avro.Image;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.MemberOutcome;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.ReceiptOutcome;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import dev.rollstream.local.report.SyntheticRun.Shape;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.ParseErrorList;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;

class ReportPageTest {
    private static final int MANY = 100;

    @Test
    void showsEverySectionOfATrainingRunAndNothingFromOutsideThePage() {
        // Given
        MemorySink sink = new MemorySink(RunReport.Options.ALL);
        new SyntheticRun(new Shape(40, 6, 10, 20, 1_500), sink, 7).write();

        // When
        Document page = parsed(ReportPage.render(sink.content()));

        // Then
        assertThat(page.select("section").eachAttr("id"))
                .containsExactly("held-out", "training", "learner", "stream", "examples");
        assertThat(page.select("figcaption h3").eachText())
                .contains(
                        "Held-out accuracy, scenes",
                        "Reward in training",
                        "Entropy",
                        "KL, learner to reference",
                        "Staleness",
                        "Lag",
                        "Groups by outcome",
                        "Completion length");
        assertThat(page.select("#held-out > .scroll tbody tr").size()).isEqualTo(SyntheticRun.TASKS.size() + 1);
        assertThat(page.select("#held-out details tbody tr:has(td:contains(crop))"))
                .hasSizeGreaterThan(2);
        assertThat(page.select("script, link, iframe, object, embed, [onload], [href]"))
                .isEmpty();
        assertThat(page.select("[src]").eachAttr("src")).allMatch(source -> source.startsWith("data:image/"));
        assertThat(page.select("img").eachAttr("alt")).noneMatch(String::isBlank);
        assertThat(page.select(".example pre").eachText()).anyMatch(text -> text.contains("\\boxed{B}"));
    }

    @Test
    void heldOutGroupsOfAnUnknownVersionAreShownInOneLine() {
        // Given
        RunFigures figures = new RunFigures(RunReport.Options.ALL);
        AdvantageGroup.Builder group = RunFiguresTest.builder("run/0", null, 1.0);
        figures.onAdvantageGroup(group.setPurpose(Purpose.EVAL).build(), SyntheticRun.START_MS);

        // When
        Document page = parsed(
                ReportPage.render(new ReportContent(List.of("run"), figures, Charts.of(figures), true, List.of())));

        // Then
        assertThat(page.select("#held-out tbody tr").eachText()).containsExactly("flip 1 1 100.0 \u2013 \u2013 0");
    }

    @Test
    void withoutFontsThePageSaysSoAndHasTheRest() {
        // Given
        MemorySink sink = new MemorySink(RunReport.Options.ALL);
        new SyntheticRun(new Shape(3, 2, 1, 4, 1_500), sink, 7).write();
        ReportContent content = sink.content();

        // When
        Document page = parsed(ReportPage.render(
                new ReportContent(content.runs(), content.figures(), content.charts(), false, content.examples())));

        // Then
        assertThat(page.select("figure")).isEmpty();
        assertThat(page.select("#training").text()).contains("no fonts");
        assertThat(page.select(".example img")).isNotEmpty();
    }

    @Test
    void whateverTheStreamHoldsIsShownAsText() {
        // Given
        String evil = "</pre><script>alert(1)</script><img src=x onerror=alert(1)>\u202E\u0000\uD800\u2028'\"";
        ReportContent content = hostile(evil, evil + "x".repeat(5_000_000) + evil);

        // When
        String text = ReportPage.render(content);
        Document page = parsed(text);

        // Then
        assertThat(page.select("script")).isEmpty();
        assertThat(page.select("*"))
                .allSatisfy(element -> assertThat(element.attributes().asList())
                        .noneMatch(attribute -> attribute.getKey().startsWith("on")));
        assertThat(page.select("img").eachAttr("src")).allMatch(source -> source.startsWith("data:image/"));
        assertThat(page.select(".example pre").text()).contains("<script>alert(1)</script>", "more characters");
        assertThat(page.select(".example").text()).contains("The rollout is no longer on its topic", "answer");
        assertThat(text.length()).isLessThan(3_000_000);
        assertThat(text.codePoints())
                .noneMatch(point -> Character.getType(point) == Character.FORMAT
                        || Character.getType(point) == Character.SURROGATE
                        || (Character.getType(point) == Character.CONTROL && point != '\n'));
        assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    /** A run in which every text from outside is hostile. */
    private static ReportContent hostile(String evil, String huge) {
        RunFigures figures = new RunFigures(new RunReport.Options(null, evil));
        figures.onPolicyVersion(PolicyVersion.newBuilder()
                .setPolicyId(evil)
                .setVersion(3)
                .setMetrics(Map.of(evil, 1.0, huge, 2.0))
                .build());
        Member member = Member.newBuilder()
                .setIndex(0)
                .setOutcome(MemberOutcome.SCORED)
                .setReward(1.0)
                .setPolicyVersionMin(1L)
                .setComponents(List.of(
                        Component.newBuilder().setName("accuracy").setValue(1.0).build(),
                        Component.newBuilder()
                                .setName(huge)
                                .setValue(Double.NaN)
                                .build()))
                .build();
        AdvantageGroup group = RunFiguresTest.builder("run/0", 1L, 1.0)
                .setTaskType(huge)
                .setDataset(evil)
                .setMembers(List.of(member, unscored()))
                .build();
        AdvantageGroup heldOut = AdvantageGroup.newBuilder(group)
                .setGroupId("run/1")
                .setPurpose(Purpose.EVAL)
                .build();
        figures.onAdvantageGroup(group, SyntheticRun.START_MS);
        figures.onAdvantageGroup(heldOut, SyntheticRun.START_MS);
        figures.onReceipt(
                Receipt.newBuilder()
                        .setGroupId("run/0")
                        .setRunId("run")
                        .setLearner(huge)
                        .setOutcome(ReceiptOutcome.TRAINED)
                        .build(),
                SyntheticRun.START_MS);
        Task task = Task.newBuilder()
                .setGroupId("run/0")
                .setRunId("run")
                .setPrompt(huge)
                .setImages(List.of(Image.newBuilder()
                        .setMediaType(evil)
                        .setData(ByteBuffer.wrap(evil.getBytes(StandardCharsets.UTF_8)))
                        .build()))
                .build();
        Rollout rollout = Rollout.newBuilder()
                .setGroupId("run/0")
                .setRunId("run")
                .setIndex(0)
                .setText(huge)
                .build();
        ExampleChoice.Chosen chosen = new ExampleChoice.Chosen(ExampleChoice.Why.FIRST, 0, group);
        Example example = new Example(chosen, Optional.of(task), Optional.of(huge), Map.of(0, rollout));
        return new ReportContent(List.of(evil, huge), figures, Charts.of(figures), true, List.of(example));
    }

    private static Member unscored() {
        return Member.newBuilder()
                .setIndex(1)
                .setOutcome(MemberOutcome.TIMEOUT)
                .setComponents(
                        List.of(Component.newBuilder().setName("accuracy").build()))
                .build();
    }

    private static Document parsed(String html) {
        Parser parser = Parser.htmlParser().setTrackErrors(MANY);
        Document page = Jsoup.parse(html, "", parser);
        ParseErrorList errors = parser.getErrors();
        assertThat(errors).isEmpty();
        assertThat(page.select("main > *").stream().map(Element::tagName)).contains("header", "section", "footer");
        return page;
    }
}
