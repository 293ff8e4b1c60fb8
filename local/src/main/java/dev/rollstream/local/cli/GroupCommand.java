package dev.rollstream.local.cli;

import dev.rollstream.avro.GroupId;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.local.life.GroupLife;
import dev.rollstream.local.life.LifeEvent;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The life of one group. */
@Command(
        name = "group",
        description = "Shows the life of one group across all topics, and why it ended as it did. Times are UTC.",
        footerHeading = "%nExamples:%n",
        footer = {"  rollstream group 20261121-120000-a1b2c3/17", "  rollstream group lab-7/0 --show-answer"})
final class GroupCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Parameters(paramLabel = "ID", description = "The group: <run id>/<sequence>.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String id;

    @Option(names = "--show-answer", description = "Tells the answer.")
    private boolean showAnswer;

    GroupCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        GroupId group = Usage.check(spec, () -> GroupId.parse(id));
        StageConfig config = kafka.stageConfig();
        try (RegistryClient registry = RegistryClients.create(config.registry())) {
            registry.subjects();
            try (GroupLife life = new GroupLife(config, registry, showAnswer)) {
                print(life.tell(group)
                        .orElseThrow(() -> new StageException("no topic under prefix '" + config.prefix()
                                + "' holds anything of group " + group
                                + "; is the id right, is --prefix, or has retention taken it?")));
            }
        }
        return Rollstream.OK;
    }

    private void print(GroupLife.Story story) {
        for (LifeEvent event : story.events()) {
            console.print(String.format(
                    Locale.ROOT,
                    "%s  %-18s %s",
                    TIME.format(Instant.ofEpochMilli(event.timeMs())),
                    event.where(),
                    event.what()));
        }
        console.print(story.verdict());
    }
}
