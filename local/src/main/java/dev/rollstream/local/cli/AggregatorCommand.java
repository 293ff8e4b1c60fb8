package dev.rollstream.local.cli;

import dev.rollstream.aggregator.AggregatorStage;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StreamsOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The aggregator as a process. */
@Command(
        name = "aggregator",
        description = "Turns rewards into advantages: topic rewards to advantages, one record a group, exactly once.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream aggregator",
            "  rollstream aggregator --bootstrap-servers kafka:9092 --commit-interval 1s --state-dir /var/lib/rollstream/a1"
        })
final class AggregatorCommand implements Callable<Integer> {
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

    AggregatorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        StageConfig config = kafka.stageConfig();
        try (StateFolder folder = streams.claimFolder(config, AggregatorStage.NAME)) {
            StreamsOptions options = Usage.check(spec, () -> streams.in(folder));
            return new StageRun(console, config, Usage.check(spec, http::address))
                    .run(stages -> stages.aggregator(options));
        }
    }
}
