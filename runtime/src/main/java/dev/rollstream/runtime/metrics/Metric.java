package dev.rollstream.runtime.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * One metric as operators see it, and the only way in which its meters are made: so page, documentation and code cannot differ.
 *
 * @param name its name on {@code /metrics}, by Prometheus' conventions: base units, {@code _total} at the end of counters
 * @param type what it is
 * @param unit what it counts or measures: {@code seconds}, {@code groups}; empty for a plain number
 * @param labels names of its labels, in the order in which values are given
 * @param bounds upper bounds of a histogram's buckets, rising; none for anything else
 * @param help one sentence
 */
public record Metric(String name, Type type, String unit, List<String> labels, List<Double> bounds, String help) {
    private static final Pattern NAME = Pattern.compile("rollstream(_[a-z0-9]+)+");
    private static final List<String> BASE_UNITS = List.of("seconds", "bytes");
    private static final String TOTAL = "_total";
    private static final double NANOS_A_SECOND = TimeUnit.SECONDS.toNanos(1);

    /** What a metric is. */
    public enum Type {
        /** A number that only grows. */
        COUNTER,
        /** A number as it is now. */
        GAUGE,
        /** Sum, count and buckets of observations. */
        HISTOGRAM
    }

    /**
     * Checks the conventions.
     *
     * @throws IllegalArgumentException naming the metric and the convention that it breaks
     */
    public Metric {
        labels = List.copyOf(labels);
        bounds = List.copyOf(bounds);
        require(NAME.matcher(name).matches(), name, "begins with rollstream_ and is in lower case");
        require(
                name.endsWith(TOTAL) == (type == Type.COUNTER),
                name,
                "ends with _total if and only if it is a counter");
        String measured = name.endsWith(TOTAL) ? name.substring(0, name.length() - TOTAL.length()) : name;
        require(!BASE_UNITS.contains(unit) || measured.endsWith("_" + unit), name, "names its unit, " + unit);
        require(bounds.isEmpty() == (type != Type.HISTOGRAM), name, "has buckets if and only if it is a histogram");
        require(bounds.equals(bounds.stream().sorted().distinct().toList()), name, "has rising buckets");
        require(help.endsWith("."), name, "is explained by a sentence");
    }

    private static void require(boolean holds, String name, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("metric " + name + " does not keep the rule that a metric " + rule);
        }
    }

    /** A number that only grows, without labels so far. */
    public static Metric counter(String name, String unit, String help) {
        return new Metric(name, Type.COUNTER, unit, List.of(), List.of(), help);
    }

    /** A number as it is now, without labels so far. */
    public static Metric gauge(String name, String unit, String help) {
        return new Metric(name, Type.GAUGE, unit, List.of(), List.of(), help);
    }

    /** A histogram with buckets up to these bounds, all above 0, and one for the rest; without labels so far. */
    public static Metric histogram(String name, String unit, List<Double> bounds, String help) {
        return new Metric(name, Type.HISTOGRAM, unit, List.of(), bounds, help);
    }

    /** This metric with these labels. */
    public Metric by(String... names) {
        return new Metric(name, type, unit, List.of(names), bounds, help);
    }

    /** Names of the time series that the metric is made of. */
    public List<String> series() {
        List<String> series = new ArrayList<>();
        switch (type) {
            case COUNTER, GAUGE -> series.add(name);
            case HISTOGRAM -> series.addAll(List.of(name + "_bucket", name + "_sum", name + "_count", name + "_max"));
        }
        return series;
    }

    /** The counter for these label values; the same one each time. */
    public Counter counter(MeterRegistry registry, String... values) {
        requireType(Type.COUNTER);
        return Counter.builder(name).description(help).tags(tags(values)).register(registry);
    }

    /** Shows a number of the subject that only grows; of several subjects for the same label values the first one. */
    public <T> void counter(MeterRegistry registry, T subject, ToDoubleFunction<T> number, String... values) {
        requireType(Type.COUNTER);
        FunctionCounter.builder(name, subject, number)
                .description(help)
                .tags(tags(values))
                .register(registry);
    }

    /** What takes whole numbers of a histogram for these label values; the same one each time. Fractions are rounded up. */
    public DistributionSummary observations(MeterRegistry registry, String... values) {
        requireType(Type.HISTOGRAM);
        return DistributionSummary.builder(name)
                .description(help)
                .tags(tags(values))
                .serviceLevelObjectives(
                        bounds.stream().mapToDouble(Double::doubleValue).toArray())
                .register(registry);
    }

    /** What takes times of a histogram of seconds for these label values; the same one each time. */
    public Timer timer(MeterRegistry registry, String... values) {
        requireType(Type.HISTOGRAM);
        return Timer.builder(name)
                .description(help)
                .tags(tags(values))
                .serviceLevelObjectives(bounds.stream()
                        .map(seconds -> Duration.ofNanos(Math.round(seconds * NANOS_A_SECOND)))
                        .toArray(Duration[]::new))
                .register(registry);
    }

    /** Shows a number of the subject, which is kept alive; of several subjects for the same label values the first one. */
    public <T> void gauge(MeterRegistry registry, T subject, ToDoubleFunction<T> number, String... values) {
        requireType(Type.GAUGE);
        Gauge.builder(name, subject, number)
                .description(help)
                .tags(tags(values))
                .strongReference(true)
                .register(registry);
    }

    /** A whole number, 0 so far, that is shown as it is. */
    public AtomicLong level(MeterRegistry registry, String... values) {
        AtomicLong level = new AtomicLong();
        gauge(registry, level, AtomicLong::get, values);
        return level;
    }

    /** Gauges that are all replaced at once, for whoever looks at many things now and then; rows have {@link #tags}. */
    public MultiGauge rows(MeterRegistry registry) {
        requireType(Type.GAUGE);
        return MultiGauge.builder(name).description(help).register(registry);
    }

    private void requireType(Type wanted) {
        if (type != wanted) {
            throw new IllegalStateException("metric " + name + " is a " + type + ", not a " + wanted);
        }
    }

    /** The labels with these values. */
    public Tags tags(String... values) {
        if (values.length != labels.size()) {
            throw new IllegalArgumentException(
                    "metric " + name + " has labels " + labels + ", got " + values.length + " values");
        }
        Tags tags = Tags.empty();
        for (int i = 0; i < values.length; i++) {
            tags = tags.and(labels.get(i), values[i]);
        }
        return tags;
    }
}
