package dev.rollstream.local.cli;

import dev.rollstream.scorer.jsonl.JsonLinesScorer;
import dev.rollstream.scorer.jsonl.ScoreSummary;
import dev.rollstream.scorer.verifier.Scorer;
import dev.rollstream.scorer.verifier.VerifierBudget;
import dev.rollstream.scorer.verifier.VerifierRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Rewards of completions given as JSON lines; no Kafka. */
@Command(
        name = "score",
        description = {
            "Scores completions that come as JSON lines.",
            "",
            "A line in:  {\"id\", \"response\", \"ground_truth\"}",
            "A line out: {\"id\", \"format\", \"accuracy\", \"overall\", \"extracted\"}",
            "A line that cannot be read becomes {\"line\", \"error\"}, and the run goes on."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream score answers.jsonl --out rewards.jsonl",
            "  rollstream score --verifier math-exact - < answers.jsonl",
            "  echo '{\"id\":1,\"response\":\"<think>a</think> \\\\boxed{3}\",\"ground_truth\":\"3\"}' | rollstream score"
        })
final class ScoreCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = TextStreams.STANDARD,
            description = "JSON lines to score; - is standard input (default: ${DEFAULT-VALUE}).")
    private String input = TextStreams.STANDARD;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = TextStreams.STANDARD,
            description = "Where results go; - is standard output (default: ${DEFAULT-VALUE}).")
    private String output = TextStreams.STANDARD;

    @Option(
            names = "--verifier",
            paramLabel = "NAME",
            defaultValue = "spatial-ssrl",
            description = "Rule that compares: spatial-ssrl, math-exact, r1v, dapo, or one on the class path "
                    + "(default: ${DEFAULT-VALUE}).")
    private String verifier = "spatial-ssrl";

    @Option(
            names = "--verifier-param",
            paramLabel = "NAME=VALUE",
            description = "A parameter of the verifier; may be repeated.")
    private Map<String, String> verifierParameters = new LinkedHashMap<>();

    ScoreCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        try (VerifierRegistry verifiers = VerifierRegistry.load(VerifierBudget.DEFAULT)) {
            Scorer scorer = verifiers
                    .find(verifier)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            "there is no verifier '" + verifier + "'; known are "
                                    + String.join(", ", verifiers.names())));
            try (InputStream in = TextStreams.input(input, console);
                    OutputStream out = TextStreams.output(output, console)) {
                ScoreSummary summary = new JsonLinesScorer(scorer, verifierParameters).run(in, out);
                report(scorer, summary);
            }
        }
        return Rollstream.OK;
    }

    private void report(Scorer scorer, ScoreSummary summary) {
        if (summary.errors() > 0 || summary.unscored() > 0 || console.interactive()) {
            console.say(scorer.id() + ": " + summary.scored() + " scored, " + summary.unscored() + " without a reward, "
                    + summary.errors() + " unreadable lines");
        }
    }
}
