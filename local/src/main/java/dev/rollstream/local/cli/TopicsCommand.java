package dev.rollstream.local.cli;

import dev.rollstream.local.topics.CheckLine;
import dev.rollstream.local.topics.TopicChecks;
import dev.rollstream.local.topics.TopicsAdmin;
import dev.rollstream.runtime.StageConfig;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The stream's topics on a cluster. */
@Command(
        name = "topics",
        description = "Makes the stream's topics on a cluster, checks them, and says who may do what with them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {TopicsCommand.Create.class, TopicsCommand.Check.class, AclsCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream topics create --bootstrap-servers kafka:9092 --partitions 12 --replication 3",
            "  rollstream topics check --prefix team-a."
        })
final class TopicsCommand {

    /** Makes the topics that are missing. */
    @Command(
            name = "create",
            description = "Makes the topics that are missing; those that exist are left as they are.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollstream topics create --partitions 12 --replication 3",
                "  rollstream topics create --prefix team-a. --dry-run"
            })
    static final class Create implements Callable<Integer> {
        private final Console console;

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Mixin
        private final KafkaOptions kafka = new KafkaOptions();

        @Option(
                names = "--partitions",
                paramLabel = "N",
                defaultValue = "4",
                description = "Partitions of the topics joined by group id: the most scorers and aggregators that can "
                        + "share the work (default: ${DEFAULT-VALUE}).")
        private int partitions;

        @Option(
                names = "--replication",
                paramLabel = "N",
                defaultValue = "1",
                description = "Replicas of each partition; use 3 for keeps (default: ${DEFAULT-VALUE}).")
        private int replication;

        @Option(names = "--dry-run", description = "Only asks the cluster whether it would.")
        private boolean dryRun;

        Create(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            TopicsAdmin.Shape shape = Usage.check(spec, () -> new TopicsAdmin.Shape(partitions, replication));
            try (TopicsAdmin admin = new TopicsAdmin(kafka.stageConfig())) {
                for (TopicsAdmin.Creation creation : admin.create(shape, dryRun)) {
                    String what = creation.created() ? (dryRun ? "would make" : "made") : "exists";
                    console.print(String.format(Locale.ROOT, "%-10s  %s", what, creation.topic()));
                }
            }
            return Rollstream.OK;
        }
    }

    /** Checks the topics against what the stream's guarantees rest on. */
    @Command(
            name = "check",
            description =
                    "Checks the topics against what the stream's guarantees rest on: one line a check, with the way "
                            + "out. Ends with 1 if one is violated.",
            footerHeading = "%nExample:%n",
            footer = "  rollstream topics check --bootstrap-servers kafka:9092")
    static final class Check implements Callable<Integer> {
        private final Console console;

        @Mixin
        private final KafkaOptions kafka = new KafkaOptions();

        Check(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            StageConfig config = kafka.stageConfig();
            List<CheckLine> lines;
            try (TopicsAdmin admin = new TopicsAdmin(config)) {
                lines = TopicChecks.check(config.topics(), admin.view());
            }
            for (CheckLine line : lines) {
                console.print(
                        String.format(Locale.ROOT, "%-9s  %-28s  %s", line.verdict(), line.name(), line.detail()));
            }
            return lines.stream().anyMatch(CheckLine::isViolation) ? Rollstream.FAILED : Rollstream.OK;
        }
    }
}
