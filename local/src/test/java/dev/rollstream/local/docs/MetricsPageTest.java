package dev.rollstream.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.runtime.metrics.ByLabel;
import dev.rollstream.runtime.metrics.Metric;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
    private static final GeneratedPage PAGE = new GeneratedPage("metrics.md", MetricsPageTest.class);

    @Test
    void pageSaysWhatTheCodeSays() throws IOException {
        PAGE.mustBe(page());
    }

    @Test
    void namesAreUnique() {
        assertThat(Catalogues.metrics().map(Metric::name)).doesNotHaveDuplicates();
    }

    private static String page() {
        return """
                %s

                # Metrics

                Every stage serves them at `/metrics` of its `--http-port`, as Prometheus text. `deploy/` has dashboards and alert
                rules over them; [runbook.md](runbook.md) says what to do about an alert.

                - A histogram `x` is the series `x_bucket`, `x_sum` and `x_count`, and `x_max`: the largest of the last minutes.
                - Label values in capitals are those of the records' enums.
                - `task` is the kind of task. It comes with the data, so %d values have series of their own and the rest share `%s`;
                  `%s` is no value.
                - Counters without a name from outside are there from the start, at 0.
                - Kafka's own clients and Streams show theirs beside these, under the names that
                  [Micrometer](https://docs.micrometer.io/micrometer/reference/reference/kafka.html) gives them
                  (`kafka_consumer_...`, `kafka_producer_...`, `kafka_stream_...`), and the JVM shows `jvm_...`, `process_...` and
                  `system_...`.

                %s""".formatted(
                        PAGE.notice(),
                        ByLabel.MAX_VALUES,
                        ByLabel.OTHER,
                        ByLabel.NONE,
                        Catalogues.ALL.stream().map(MetricsPageTest::section).collect(Collectors.joining("\n")));
    }

    private static String section(MetricCatalogue catalogue) {
        String rows = catalogue.metrics().stream().map(MetricsPageTest::row).collect(Collectors.joining());
        return """
                ## %s

                %s

                | metric | type | labels | unit | |
                |---|---|---|---|---|
                %s""".formatted(catalogue.stage().replace('_', ' '), catalogue.about(), rows);
    }

    private static String row(Metric metric) {
        String labels = metric.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(" "));
        return "| `%s` | %s | %s | %s | %s |\n"
                .formatted(
                        metric.name(),
                        metric.type().name().toLowerCase(Locale.ROOT),
                        labels,
                        metric.unit(),
                        metric.help().replace("|", "\\|"));
    }
}
