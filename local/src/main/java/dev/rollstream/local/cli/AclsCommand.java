package dev.rollstream.local.cli;

import dev.rollstream.local.topics.AccessRules;
import dev.rollstream.local.topics.Role;
import dev.rollstream.local.topics.TopicsAdmin;
import dev.rollstream.runtime.StageConfig;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclBinding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who may do what with the stream's topics. */
@Command(
        name = "acls",
        description = {
            "Prints the rights that each role needs on the cluster, one a line, or adds them there with --apply.",
            "A role's principal is User:ROLE unless --principal says otherwise. Nothing is taken away from anybody.",
            "",
            "Roles: tasks, worker, scorer, aggregator, learner, watcher for lag, top and a ui without answers, and auditor",
            "for audit, report and the like."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream topics acls",
            "  rollstream topics acls --apply --config admin.properties",
            "  rollstream topics acls --prefix team-a. --principal worker=User:CN=gpu-fleet,O=team-a"
        })
final class AclsCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--principal",
            paramLabel = "ROLE=PRINCIPAL",
            description = "Principal of a role, such as worker=User:gpu-fleet; may be given for each.")
    private final Map<Role, String> principals = new EnumMap<>(Role.class);

    @Option(
            names = "--fleet",
            paramLabel = "NAME",
            defaultValue = "workers",
            description = "Fleet of the workers (default: ${DEFAULT-VALUE}).")
    private String fleet = "workers";

    @Option(
            names = "--learner",
            paramLabel = "NAME",
            defaultValue = "learner",
            description = "Name of the learner (default: ${DEFAULT-VALUE}).")
    private String learner = "learner";

    @Option(names = "--apply", description = "Adds the rights to the cluster.")
    private boolean apply;

    AclsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        StageConfig config = kafka.stageConfig();
        AccessRules rules = new AccessRules(config.topics(), fleet, learner);
        List<AclBinding> rights = Stream.of(Role.values())
                .flatMap(role -> rules.of(role, principals.getOrDefault(role, "User:" + role)).stream())
                .toList();
        if (apply) {
            try (TopicsAdmin admin = new TopicsAdmin(config)) {
                admin.allow(rights);
            }
        }
        rights.forEach(right -> console.print(line(right)));
        return Rollstream.OK;
    }

    private static String line(AclBinding right) {
        return String.format(
                Locale.ROOT,
                "%-20s  %-13s  %-16s  %-8s  %s",
                right.entry().principal(),
                right.entry().operation(),
                right.pattern().resourceType(),
                right.pattern().patternType(),
                right.pattern().name());
    }
}
