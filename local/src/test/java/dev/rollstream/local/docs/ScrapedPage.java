package dev.rollstream.local.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.runtime.metrics.Metric;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a stage said at {@code /metrics}. */
public final class ScrapedPage {
    private static final Pattern HELP = Pattern.compile("(?m)^# HELP (\\S+) (.*)$");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (.*)$");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");

    private final Map<String, String> helps = new HashMap<>();
    private final Map<String, String> types = new HashMap<>();
    private final Map<String, Set<String>> labels = new HashMap<>();

    /** Reads Prometheus text. */
    public ScrapedPage(String text) {
        HELP.matcher(text).results().forEach(line -> helps.put(line.group(1), line.group(2)));
        TYPE.matcher(text).results().forEach(line -> types.put(line.group(1), line.group(2)));
        SAMPLE.matcher(text).results().forEach(line -> {
            Set<String> names = labels.computeIfAbsent(line.group(1), series -> new TreeSet<>());
            Matcher label = LABEL.matcher(line.group(2) == null ? "" : line.group(2));
            while (label.find()) {
                names.add(label.group(1));
            }
        });
    }

    /** Names of all its series. */
    public Set<String> series() {
        return labels.keySet();
    }

    /**
     * Checks that it has all metrics of some catalogues, as they are declared, and none that no catalogue has.
     *
     * @param silent names of metrics that have nothing to tell yet
     */
    public void mustKeepTo(Collection<MetricCatalogue> catalogues, Set<String> silent) {
        Set<String> declared =
                Catalogues.metrics().flatMap(metric -> metric.series().stream()).collect(Collectors.toSet());
        assertThat(series())
                .as("series without a catalogue")
                .filteredOn(name -> name.startsWith("rollstream_"))
                .isSubsetOf(declared);
        List<Metric> expected = catalogues.stream()
                .flatMap(catalogue -> catalogue.metrics().stream())
                .filter(metric -> !silent.contains(metric.name()))
                .toList();
        assertThat(expected).isNotEmpty().allSatisfy(this::mustBeThere);
    }

    private void mustBeThere(Metric metric) {
        assertThat(types.get(metric.name()))
                .as(metric.name())
                .isEqualTo(metric.type().name().toLowerCase(Locale.ROOT));
        assertThat(helps.get(metric.name())).as(metric.name()).isEqualTo(metric.help());
        assertThat(series()).containsAll(metric.series());
        Set<String> own = new TreeSet<>(labels.get(metric.series().get(0)));
        own.remove("le");
        assertThat(own).as(metric.name()).containsExactlyInAnyOrderElementsOf(metric.labels());
    }
}
