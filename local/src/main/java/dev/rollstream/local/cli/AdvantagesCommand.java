package dev.rollstream.local.cli;

import dev.rollstream.aggregator.JsonLinesAdvantages;
import dev.rollstream.aggregator.JsonLinesAdvantages.Counts;
import dev.rollstream.aggregator.estimator.Estimator;
import dev.rollstream.aggregator.estimator.EstimatorException;
import dev.rollstream.aggregator.estimator.Estimators;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Group-relative advantages of rewards given as JSON lines; no Kafka. */
@Command(
        name = "advantages",
        description = {
            "Turns each group's rewards into advantages; groups come as JSON lines.",
            "",
            "A line in:  {\"id\", \"rewards\": [1, 0, null]}, optionally \"components\": {NAME: [...]} and \"lengths\": [...]",
            "A line out: {\"id\", \"estimator\", \"advantages\": [...], \"zero_variance\"}",
            "A null reward is unscorable: left out of the statistics, its advantage is null.",
            "A line that cannot be used becomes {\"id\", \"error\"}, and the run goes on."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  echo '{\"id\":\"a\",\"rewards\":[1,0,0,1]}' | rollstream advantages",
            "  rollstream advantages rewards.jsonl --estimator rloo --out advantages.jsonl",
            "  rollstream advantages rewards.jsonl --estimator grpo --ddof 0 --epsilon 1e-4"
        })
final class AdvantagesCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = TextStreams.STANDARD,
            description = "JSON lines with rewards; - is standard input (default: ${DEFAULT-VALUE}).")
    private String input = TextStreams.STANDARD;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = TextStreams.STANDARD,
            description = "Where results go; - is standard output (default: ${DEFAULT-VALUE}).")
    private String output = TextStreams.STANDARD;

    @Option(
            names = "--estimator",
            paramLabel = "NAME",
            defaultValue = "grpo",
            description = "grpo, grpo-population-std, dr-grpo, rloo, loo-std, grpo-passk, maxrl, opo or gdpo "
                    + "(default: ${DEFAULT-VALUE}).")
    private String estimator = "grpo";

    @Option(
            names = "--ddof",
            paramLabel = "0|1",
            description = "Delta degrees of freedom of the standard deviation (default: the estimator's).")
    private @Nullable String ddof;

    @Option(names = "--epsilon", paramLabel = "X", description = "Added to the divisor (default: the estimator's).")
    private @Nullable String epsilon;

    @Option(names = "--baseline", paramLabel = "NAME", description = "What is subtracted (default: the estimator's).")
    private @Nullable String baseline;

    @Option(
            names = "--scale",
            paramLabel = "NAME",
            description = "What is divided by; loo-std takes loo-std or std (default: the estimator's).")
    private @Nullable String scale;

    @Option(
            names = "--singleton",
            paramLabel = "RULE",
            description = "Advantage of a group's only member: zero or reward (default: the estimator's).")
    private @Nullable String singleton;

    @Option(
            names = "--weight",
            paramLabel = "COMPONENT=X",
            description = "Weight of a reward component, for gdpo; may be repeated (default: 1 each).")
    private Map<String, String> weights = new LinkedHashMap<>();

    AdvantagesCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Estimator chosen = chosenEstimator();
        try (Reader in = new InputStreamReader(TextStreams.input(input, console), StandardCharsets.UTF_8);
                Writer out = new OutputStreamWriter(TextStreams.output(output, console), StandardCharsets.UTF_8)) {
            Counts counts = new JsonLinesAdvantages(chosen).run(in, out);
            if (counts.errors() > 0 || console.interactive()) {
                console.say(chosen.name() + ": " + counts.groups() + " groups, " + counts.errors() + " unusable lines");
            }
        }
        return Rollstream.OK;
    }

    private Estimator chosenEstimator() {
        try {
            return Estimators.create(estimator, parameters());
        } catch (EstimatorException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        putIfGiven(parameters, "ddof", ddof);
        putIfGiven(parameters, "epsilon", epsilon);
        putIfGiven(parameters, "baseline", baseline);
        putIfGiven(parameters, "scale", scale);
        putIfGiven(parameters, "singleton", singleton);
        weights.forEach((component, weight) -> parameters.put("weight." + component, weight));
        return parameters;
    }

    private static void putIfGiven(Map<String, String> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }
}
