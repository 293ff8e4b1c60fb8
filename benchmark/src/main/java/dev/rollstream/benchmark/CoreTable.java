package dev.rollstream.benchmark;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures the parts that have no Kafka in them, on one core, and prints each beside its floor: verifiers, estimators, records to bytes
 * and back, state of groups. Each benchmark has a method {@code value} and a method {@code limit}.
 */
public final class CoreTable {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private static final Map<Class<?>, String> LIMITS = new LinkedHashMap<>();

    static {
        LIMITS.put(VerifierBenchmark.class, "one pass over the text");
        LIMITS.put(EstimatorBenchmark.class, "the plain formula");
        LIMITS.put(SerdeBenchmark.class, "Avro alone; a copy of the bytes for the scorer's");
        LIMITS.put(GroupBenchmark.class, "copies of the bytes; the estimator alone");
    }

    private CoreTable() {}

    /**
     * Runs the benchmarks.
     *
     * @param arguments seconds of one measurement (default 1), and what the names of benchmarks must contain (default: anything)
     */
    public static void main(String[] arguments) throws RunnerException {
        long millis = arguments.length > 0 ? (long) (Double.parseDouble(arguments[0]) * 1_000) : 1_000;
        String wanted = arguments.length > 1 ? arguments[1] : "";
        List<String> tables = new ArrayList<>();
        for (Map.Entry<Class<?>, String> benchmark : LIMITS.entrySet()) {
            String name = benchmark.getKey().getSimpleName();
            if (name.contains(wanted)) {
                tables.addAll(table(name, benchmark.getValue(), run(name, millis)));
            }
        }
        tables.forEach(OUT::println);
    }

    private static Collection<RunResult> run(String name, long millis) throws RunnerException {
        Options options = new OptionsBuilder()
                .include("\\." + name + "\\.")
                .warmupIterations(3)
                .warmupTime(TimeValue.milliseconds(millis))
                .measurementIterations(5)
                .measurementTime(TimeValue.milliseconds(millis))
                .forks(1)
                .jvmArgs("-Xmx1g", "-XX:ActiveProcessorCount=1")
                .build();
        return new Runner(options).run();
    }

    private static List<String> table(String name, String limit, Collection<RunResult> results) {
        Map<String, RunResult> values = byParameters(results, "value");
        Map<String, RunResult> limits = byParameters(results, "limit");
        String unit = results.iterator().next().getPrimaryResult().getScoreUnit();
        List<String> lines = new ArrayList<>(List.of(
                "",
                name + ", " + unit + "; limit: " + limit,
                "",
                "| what | " + unit + " | limit | times the limit |",
                "|---|---|---|---|"));
        values.forEach((parameters, value) -> {
            double own = value.getPrimaryResult().getScore();
            RunResult floor = limits.get(parameters);
            double least = floor == null ? Double.NaN : floor.getPrimaryResult().getScore();
            lines.add(String.format(
                    Locale.ROOT, "| %s | %s | %s | %.1f |", parameters, digits(own), digits(least), own / least));
        });
        return lines;
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.0f", value);
    }

    private static Map<String, RunResult> byParameters(Collection<RunResult> results, String method) {
        Map<String, RunResult> sorted = new LinkedHashMap<>();
        results.stream()
                .filter(result -> result.getParams().getBenchmark().endsWith("." + method))
                .forEach(result -> sorted.put(parameters(result.getParams()), result));
        return sorted;
    }

    private static String parameters(BenchmarkParams parameters) {
        return parameters.getParamsKeys().stream()
                .sorted()
                .map(key -> key + " " + parameters.getParam(key))
                .collect(Collectors.joining(", "));
    }
}
