package dev.rollstream.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.local.report.SyntheticRun.Shape;
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
        assertThat(page.select("#held-out tbody tr").size()).isEqualTo(SyntheticRun.TASKS.size() + 1);
        assertThat(page.select("script, link, iframe, object, embed, [onload], [href]"))
                .isEmpty();
        assertThat(page.select("[src]").eachAttr("src")).allMatch(source -> source.startsWith("data:image/"));
        assertThat(page.select("img").eachAttr("alt")).noneMatch(String::isBlank);
        assertThat(page.select(".example pre").eachText()).anyMatch(text -> text.contains("\\boxed{B}"));
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
