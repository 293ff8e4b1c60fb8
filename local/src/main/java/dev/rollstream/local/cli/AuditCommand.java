package dev.rollstream.local.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.local.audit.Audit;
import dev.rollstream.local.audit.AuditReport;
import dev.rollstream.local.audit.Guarantees;
import dev.rollstream.runtime.StageConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Proves the stream's guarantees from its topics. */
@Command(
        name = "audit",
        description = {
            "Reads every topic, committed records only, up to where it ends now, and checks what the stream promises:",
            "one terminal record for each answer key, members that are rollouts, advantages that follow from rewards ...",
            "Groups that are still open are listed, not failed. Exit code 1 if a promise was broken."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  rollstream audit", "  rollstream audit --prefix lab. --json audit.json"})
final class AuditCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the findings as JSON; - is standard output.")
    private @Nullable String json;

    AuditCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        StageConfig config = kafka.stageConfig();
        try (OutputStream out = json == null ? OutputStream.nullOutputStream() : TextStreams.output(json, console);
                RegistryClient registry = RegistryClients.create(config.registry())) {
            registry.subjects();
            AuditReport report = new Audit(config, registry, Guarantees.all(config.topics())).run();
            AuditTables.print(report, TextStreams.STANDARD.equals(json) ? console.err() : console.out());
            if (json != null) {
                ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
                out.write(mapper.writeValueAsBytes(report.toJson()));
                out.write('\n');
            }
            return report.ok() ? Rollstream.OK : Rollstream.FAILED;
        }
    }
}
