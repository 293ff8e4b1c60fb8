package dev.rollstream.benchmark;

import dev.rollstream.pretext.PretextTask;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Measures every pretext task on one core and prints it beside its budget, the codecs' share, and the released script's time. */
public final class PretextTable {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    /** Milliseconds a task: the budget, and the released script on one core, decoding and encoding included. */
    private record Mark(double budget, String released) {}

    private static final Map<String, Mark> MARKS = Map.of(
            "shuffle", new Mark(20, "58"),
            "flip", new Mark(17, "35"),
            "crop", new Mark(20, "47"),
            "depth", new Mark(40, "810"),
            "position", new Mark(31, "6,300 (near), 21,800 (far)"));

    private PretextTable() {}

    /**
     * Runs the benchmark.
     *
     * @param arguments folder with pictures, some of them with depth maps
     */
    public static void main(String[] arguments) throws RunnerException {
        if (arguments.length != 1 || !Files.isDirectory(Path.of(arguments[0]))) {
            throw new IllegalArgumentException("give one folder with pictures: -Dbench.images=DIR");
        }
        String[] tasks = PretextTask.all().stream().map(PretextTask::name).toArray(String[]::new);
        Options options = new OptionsBuilder()
                .include(PretextBenchmark.class.getSimpleName())
                .param("images", arguments[0])
                .param("task", tasks)
                .warmupIterations(2)
                .warmupTime(TimeValue.seconds(5))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(4))
                .forks(1)
                .jvmArgs("-Xmx1g", "-XX:ActiveProcessorCount=1", "-Djava.awt.headless=true")
                .build();
        print(new Runner(options).run(), tasks);
    }

    private static void print(Collection<RunResult> results, String[] tasks) {
        OUT.println();
        OUT.println("| task | ms a task | of which codecs | rest | budget | released script |");
        OUT.println("|---|---|---|---|---|---|");
        for (String task : tasks) {
            double whole = score(results, "task", task);
            double codecs = score(results, "codecs", task);
            Mark mark = MARKS.getOrDefault(task, new Mark(Double.NaN, "-"));
            OUT.println(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %.1f | %.0f | %s |",
                    task,
                    whole,
                    codecs,
                    whole - codecs,
                    mark.budget,
                    mark.released));
        }
    }

    private static double score(Collection<RunResult> results, String benchmark, String task) {
        return results.stream()
                .filter(result -> result.getParams().getBenchmark().endsWith("." + benchmark)
                        && result.getParams().getParam("task").equals(task))
                .mapToDouble(result -> result.getPrimaryResult().getScore())
                .findFirst()
                .orElse(Double.NaN);
    }
}
