package dev.rollstream.local.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

class HtmlTest {
    @Test
    void textStaysText() {
        // Given
        String hostile = "</p><script>alert('x')</script>&amp;<!-- \" onload=1";

        // When
        Document page =
                parsed(new Html().open("p", "title", hostile).text(hostile).close());

        // Then
        assertThat(page.select("script")).isEmpty();
        assertThat(page.select("p").text()).isEqualTo(hostile);
        assertThat(page.select("p").attr("title")).isEqualTo(hostile);
        assertThat(page.select("p").get(0).attributesSize()).isEqualTo(1);
    }

    @Test
    void whatIsInvisibleIsShownByItsNumber() {
        // When
        String page = new Html()
                .element("p", "a\u202Eb\uD800c\u0000d\u200Be\uFEFFf\u0085g")
                .toString();

        // Then
        assertThat(page).contains("<p>aU+202EbU+D800cU+0000dU+200BeU+FEFFf");
        assertThat(page.codePoints())
                .noneMatch(point -> Character.getType(point) == Character.FORMAT
                        || Character.getType(point) == Character.SURROGATE);
    }

    @Test
    void linesKeepTheirBreaksWhateverTheyAre() {
        // When
        Document page = parsed(
                new Html().open("pre").lines("\none\r\ntwo\rthree\n\nfour<b>").close());

        // Then
        assertThat(page.select("pre").get(0).wholeText()).endsWith("one\ntwo\nthree\n\nfour<b>");
        assertThat(page.select("b")).isEmpty();
    }

    @Test
    void anElementThatWasNotClosedIsAnError() {
        // Given
        Html html = new Html().open("main").open("p");

        // When / Then
        assertThatThrownBy(html::toString)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("main");
    }

    @Test
    void namesOfElementsAndAttributesAreNames() {
        assertThatThrownBy(() -> new Html().open("p onload=x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Html().single("img", "src\"", "x")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Document parsed(Html html) {
        return Jsoup.parse(html.toString());
    }
}
