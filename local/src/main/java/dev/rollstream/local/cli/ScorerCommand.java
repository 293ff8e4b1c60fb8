package dev.rollstream.local.cli;

import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StreamsOptions;
import dev.rollstream.scorer.ScorerOptions;
import dev.rollstream.scorer.verifier.VerifierBudget;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The scorer as a process. */
@Command(
        name = "scorer",
        description = "Scores rollouts and ends groups: topics rollouts and answer-keys to rewards, exactly once.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream scorer",
            "  rollstream scorer --bootstrap-servers kafka:9092 --schema-registry http://registry:8081 \\",
            "      --config client.properties --http-host 0.0.0.0 --http-port 9090",
            "  Start it as often as you like, up to one for each partition."
        })
final class ScorerCommand implements Callable<Integer> {
    private static final String STAGE = "scorer";

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final HttpOptions http = new HttpOptions();

    @Mixin
    private final StreamsOptionsMixin streams = new StreamsOptionsMixin();

    @Option(
            names = "--max-group-size",
            paramLabel = "N",
            defaultValue = "1024",
            description = "Most members that an answer key may ask for, up to 1024 (default: ${DEFAULT-VALUE}).")
    private int maxGroupSize;

    @Option(
            names = "--max-ttl",
            paramLabel = "TIME",
            defaultValue = "5d",
            description = "Longest time to live that an answer key may ask for (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Duration maxTtl;

    @Option(
            names = "--park-time",
            paramLabel = "TIME",
            defaultValue = "5m",
            description = "How long a rollout waits for its answer key (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Duration parkTime;

    @Option(
            names = "--park-bytes",
            paramLabel = "N",
            defaultValue = "67108864",
            description = "How many bytes of rollouts may wait in each partition (default: ${DEFAULT-VALUE}).")
    private long parkBytes;

    @Option(
            names = "--verifier-timeout",
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "Longest time of one call of a verifier that is not built in (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Duration verifierTimeout;

    ScorerCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        StageConfig config = kafka.stageConfig();
        ScorerOptions bounds = Usage.check(spec, this::bounds);
        try (StateFolder folder = streams.claimFolder(config, STAGE)) {
            StreamsOptions options = Usage.check(spec, () -> streams.in(folder));
            return new StageRun(console, config, Usage.check(spec, http::address))
                    .run(stages -> stages.scorer(options, bounds));
        }
    }

    private ScorerOptions bounds() {
        VerifierBudget budget = VerifierBudget.DEFAULT;
        return new ScorerOptions(
                maxGroupSize,
                maxTtl,
                parkTime,
                parkBytes,
                new VerifierBudget(verifierTimeout, budget.maxTimeouts(), budget.creditsPerTimeout()));
    }
}
