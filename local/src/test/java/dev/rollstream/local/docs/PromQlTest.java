package dev.rollstream.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromQlTest {
    @Test
    void findsMetricsAndLabels() {
        // When
        PromQl query = new PromQl("""
                histogram_quantile(0.99, sum by (le, task) (rate(a_bucket{outcome=~"COMPLETE|PARTIAL", x!="}"}[15m])))
                  and on (task) b:c:ratio15m{purpose="TRAIN"} - b:c:ratio15m offset 1h < 0.5 * 1e9
                  or label_replace(increase(d_total[5m:30s]), "stage", "scorer", "", "") unless e""");

        // Then
        assertThat(query.metrics()).containsExactly("a_bucket", "b:c:ratio15m", "d_total", "e");
        assertThat(query.labels()).containsExactly("le", "outcome", "purpose", "task", "x");
    }

    @Test
    void findsANameThatIsMistyped() {
        assertThat(new PromQl("sum(rollstream_scorer_grops_open)").metrics())
                .containsExactly("rollstream_scorer_grops_open");
    }
}
