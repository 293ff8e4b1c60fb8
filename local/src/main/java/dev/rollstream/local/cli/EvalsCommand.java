package dev.rollstream.local.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.local.report.Evaluations;
import dev.rollstream.local.report.RunReport;
import dev.rollstream.runtime.StageConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What evaluations measured. */
@Command(
        name = "evals",
        description = {
            "Prints what groups of purpose EVAL measured, by data set, kind of task and policy version: accuracy with its 95 %%",
            "interval, format, mean reward, and pass@k where a prompt had several completions. From the topics alone; may be",
            "run while the stream runs. n counts prompts; lost are those without a scored completion."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream tasks --purpose eval --dataset test.parquet --verifier math-exact",
            "  rollstream evals",
            "  rollstream evals --run test-1 --json evals.json"
        })
final class EvalsCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--run", paramLabel = "ID", description = "Only groups of this run (default: of all runs).")
    private @Nullable String run;

    @Option(
            names = "--policy",
            paramLabel = "ID",
            description = "The policy whose versions tell rows apart (default: the one with most versions).")
    private @Nullable String policy;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Writes the figures as JSON too; - is standard output, and the table goes to standard error.")
    private @Nullable String json;

    EvalsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        StageConfig config = kafka.stageConfig();
        try (OutputStream out = json == null ? OutputStream.nullOutputStream() : TextStreams.output(json, console);
                RegistryClient registry = RegistryClients.create(config.registry())) {
            registry.subjects();
            Evaluations evaluations = Evaluations.of(config, registry, new RunReport.Options(run, policy));
            EvaluationTables.print(evaluations, TextStreams.STANDARD.equals(json) ? console.err() : console.out());
            if (json != null) {
                ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
                out.write(mapper.writeValueAsBytes(evaluations.toJson()));
                out.write('\n');
            }
            if (evaluations.rows().isEmpty()) {
                console.say("no group of purpose EVAL has ended on the topics with prefix '" + config.prefix() + "'"
                        + (run == null ? "" : " in run " + run) + "; 'rollstream tasks --purpose eval' makes them");
            }
        }
        return Rollstream.OK;
    }
}
