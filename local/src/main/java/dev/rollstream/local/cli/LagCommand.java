package dev.rollstream.local.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.local.lag.LagMetrics;
import dev.rollstream.local.lag.LagReader;
import dev.rollstream.local.lag.LagReport;
import dev.rollstream.runtime.Health;
import dev.rollstream.runtime.OpsServer;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** How far each stage is behind. */
@Command(
        name = "lag",
        description = {
            "Prints how far each stage is behind: records of its topics that it may read and is not done with, whichever kind of",
            "group it has (consumer, Kafka Streams, share), the age of the oldest, what open transactions hold back, and what waits",
            "for each learner, in groups and in policy versions.",
            "",
            "It reads no task and no rollout, and needs no right to: the ACLs are Describe on the stream's topics and groups (by",
            "prefix), and Read on advantages, progress and policies, without which the learners are left out."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream lag",
            "  rollstream lag --watch 2s --partitions",
            "  rollstream lag --json -",
            "  rollstream lag --export --http-port 9404        serves the figures to Prometheus until it is stopped"
        })
final class LagCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--partitions", description = "Prints a line for each partition that lags.")
    private boolean partitions;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Writes the figures as JSON too; - is standard output, and the table goes to standard error.")
    private @Nullable String json;

    @Option(
            names = "--watch",
            paramLabel = "TIME",
            description = "Looks again that long after each look, until it is stopped (default: looks once).")
    private @Nullable Duration watch;

    @Option(
            names = "--export",
            description =
                    "Serves the figures as Prometheus gauges at /metrics until it is stopped, looking every 10 s where"
                            + " --watch does not say otherwise, and prints no table.")
    private boolean export;

    @Mixin
    private final HttpOptions http = new HttpOptions();

    private static final Duration EXPORT_EVERY = Duration.ofSeconds(10);

    LagCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        StageConfig config = kafka.stageConfig();
        InetSocketAddress address = Usage.check(spec, this::checked);
        try (RegistryClient registry = RegistryClients.create(config.registry());
                LagReader reader = new LagReader(config, registry, System::currentTimeMillis)) {
            if (export) {
                export(config, reader, address);
            } else {
                print(reader);
            }
        }
        return Rollstream.OK;
    }

    /** Where to serve, if at all. */
    private InetSocketAddress checked() {
        if (watch != null && (watch.isZero() || watch.isNegative())) {
            throw new IllegalArgumentException("--watch takes a time above zero, such as 2s");
        }
        if (export && (json != null || partitions)) {
            throw new IllegalArgumentException(
                    "--export prints nothing, so that --json and --partitions say nothing with it");
        }
        // From the environment they hold for every command in a container, and do no harm.
        ParseResult given = spec.commandLine().getParseResult();
        if (!export && (given.hasMatchedOption("--http-port") || given.hasMatchedOption("--http-host"))) {
            throw new IllegalArgumentException("--http-port and --http-host say where --export serves the figures;"
                    + " without it a table is printed");
        }
        return http.address();
    }

    private void print(LagReader reader) throws IOException {
        try (Shutdown shutdown = Shutdown.listen();
                OutputStream out = json == null ? OutputStream.nullOutputStream() : TextStreams.output(json, console)) {
            boolean stopped = false;
            while (!stopped) {
                LagReport report = reader.look();
                LagTables.print(report, partitions, TextStreams.STANDARD.equals(json) ? console.err() : console.out());
                console.out().flush();
                if (json != null) {
                    out.write(new ObjectMapper().writeValueAsBytes(report.toJson()));
                    out.write('\n');
                    out.flush();
                }
                stopped = watch == null || shutdown.await(watch);
            }
        }
    }

    /** An exporter outlives a cluster that does not answer: it is not ready then, and its figures stand still. */
    private void export(StageConfig config, LagReader reader, InetSocketAddress address) {
        Health health = new Health("lag");
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (Shutdown shutdown = Shutdown.listen();
                OpsServer server = new OpsServer(address, health, meters)) {
            LagMetrics metrics = new LagMetrics(meters);
            console.say("lag of " + config.bootstrapServers() + ", topics " + config.prefix() + "*; metrics at http://"
                    + server.address().getHostString() + ":" + server.address().getPort()
                    + "/metrics; Ctrl-C stops it");
            boolean stopped = false;
            while (!stopped) {
                try {
                    metrics.show(reader.look());
                    health.clear("kafka");
                    health.started();
                } catch (StageException e) {
                    health.block("kafka", String.valueOf(e.getMessage()));
                }
                stopped = shutdown.await(watch == null ? EXPORT_EVERY : watch);
            }
        } finally {
            meters.close();
        }
    }
}
