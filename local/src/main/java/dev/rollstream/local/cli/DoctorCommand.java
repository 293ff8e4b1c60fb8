package dev.rollstream.local.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollstream.local.doctor.ClusterDoctor;
import dev.rollstream.local.doctor.DoctorLine;
import dev.rollstream.producer.worker.openai.ServerCheck;
import dev.rollstream.producer.worker.openai.ServerDoctor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether what the stream runs on is fit for it. */
@Command(
        name = "doctor",
        description = {
            "Says whether a cluster and its registry are fit for the stream, or with --engine whether inference servers are",
            "fit for rollouts that are learned from. One line a check, with the way out; ends with 1 if a check failed.",
            "",
            "A server is asked as a worker would ask it: give the same --engine-... options. On the cluster, one record is",
            "written in a transaction, into a topic of its own that is deleted at once."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream doctor --bootstrap-servers kafka:9092 --schema-registry http://registry:8081",
            "  rollstream doctor --engine http://gpu1:8000 --engine-flavor vllm",
            "  rollstream doctor --engine http://gpu1:30000 --engine-flavor sglang --engine-version-source server --json -",
            "  rollstream doctor --engine http://gpu1:8000 --engine-model policy --engine-version-source update \\",
            "      --engine-weights-from file:///mnt/weights --try-weights file:///mnt/weights/1,file:///mnt/weights/2"
        })
final class DoctorCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--engine",
            split = ",",
            paramLabel = "URL[,URL...]",
            hideParamSyntax = true,
            description = "Look at these inference servers, and not at the cluster.")
    private List<URI> engines = List.of();

    @Mixin
    private final OpenAiOptions openAi = new OpenAiOptions();

    @Option(names = "--text-only", description = "The model need not take pictures.")
    private boolean textOnly;

    @Option(
            names = "--try-weights",
            split = ",",
            paramLabel = "URI,URI",
            hideParamSyntax = true,
            description =
                    "Load two sets of weights that differ, one after the other, and see whether the server forgets what it"
                            + " computed with the first. It keeps the second.")
    private List<String> weights = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the lines as JSON; - is standard output.")
    private @Nullable String json;

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<DoctorLine> lines = lines();
        print(lines, TextStreams.STANDARD.equals(json) ? console.err() : console.out());
        if (json != null) {
            try (OutputStream out = TextStreams.output(json, console)) {
                ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
                out.write(mapper.writeValueAsBytes(toJson(mapper, lines)));
                out.write('\n');
            }
        }
        return lines.stream().anyMatch(DoctorLine::isFailure) ? Rollstream.FAILED : Rollstream.OK;
    }

    private List<DoctorLine> lines() throws InterruptedException {
        if (engines.isEmpty() && !openAi.namesServers()) {
            return new ClusterDoctor(kafka.stageConfig(), System::currentTimeMillis).examine();
        }
        ServerDoctor doctor = Usage.check(
                spec,
                () -> new ServerDoctor(openAi.settings(engines), new ServerDoctor.Thoroughness(!textOnly, weights)));
        List<DoctorLine> lines = new ArrayList<>();
        for (URI server : doctor.servers()) {
            for (ServerCheck check : doctor.examine(server)) {
                lines.add(DoctorLine.of(server.toString(), check));
            }
        }
        return lines;
    }

    private static void print(List<DoctorLine> lines, PrintStream out) {
        String subject = "";
        for (DoctorLine line : lines) {
            if (!line.subject().equals(subject)) {
                subject = line.subject();
                out.println(subject);
            }
            out.printf(Locale.ROOT, "  %-6s  %-28s  %s%n", line.verdict(), line.name(), line.detail());
        }
    }

    private static ObjectNode toJson(ObjectMapper mapper, List<DoctorLine> lines) {
        ObjectNode root = mapper.createObjectNode();
        root.put("ok", lines.stream().noneMatch(DoctorLine::isFailure));
        ArrayNode checks = root.putArray("checks");
        for (DoctorLine line : lines) {
            checks.addObject()
                    .put("subject", line.subject())
                    .put("name", line.name())
                    .put("verdict", line.verdict().name())
                    .put("detail", line.detail());
        }
        return root;
    }
}
