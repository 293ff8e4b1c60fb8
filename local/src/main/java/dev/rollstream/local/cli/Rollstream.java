package dev.rollstream.local.cli;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. Exit codes: 0 done, 1 failed (one sentence on stderr says why), 2 the command line itself is wrong.
 */
@Command(
        name = "rollstream",
        description = "A durable, replayable stream between rollout workers and a GRPO learner, on Apache Kafka.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = VersionProvider.class,
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            TopicsCommand.class,
            TasksCommand.class,
            WorkerCommand.class,
            ScorerCommand.class,
            AggregatorCommand.class,
            LearnerCommand.class,
            PretextCommand.class,
            ScoreCommand.class,
            AdvantagesCommand.class,
            AuditCommand.class,
            DoctorCommand.class,
            GroupCommand.class,
            ReportCommand.class,
            EvalsCommand.class,
            TopCommand.class,
            UiCommand.class,
            LagCommand.class,
            BenchCommand.class,
            CompletionCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream demo                    the whole stream in one process",
            "  rollstream up                      a broker and a schema registry on this machine",
            "  rollstream topics create           the stream's topics on it",
            "  rollstream doctor                  whether they, or an inference server, are fit",
            "  rollstream score < answers.jsonl   rewards of completions, no Kafka needed",
            "  rollstream COMMAND --help          everything about one command",
            "",
            "Each option has an environment variable: --schema-registry is ROLLSTREAM_SCHEMA_REGISTRY.",
            "Exit codes: 0 done, 1 failed, 2 wrong usage."
        })
public final class Rollstream {
    private static final Logger log = LoggerFactory.getLogger(Rollstream.class);

    /** Exit code: done. */
    public static final int OK = 0;

    /** Exit code: something failed; one sentence on stderr says what. */
    public static final int FAILED = 1;

    /** Exit code: the command line itself is wrong. */
    public static final int USAGE = 2;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Shows this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Prints the version.")
    private boolean version;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Logs more, and shows stack traces.")
    private boolean verbose;

    Rollstream() {}

    /**
     * Runs one command in this process and ends it with the command's exit code.
     *
     * @param args command and options
     */
    public static void main(String[] args) {
        System.exit(run(Console.ofProcess(), args));
    }

    /**
     * Runs one command.
     *
     * @param console streams and environment of the run
     * @param args command and options
     * @return the exit code
     */
    public static int run(Console console, String... args) {
        Rollstream root = new Rollstream();
        CommandLine commandLine = commandLine(root, console);
        commandLine.setExecutionStrategy(root::execute);
        commandLine.setParameterExceptionHandler((failure, arguments) -> explainUsage(console, failure));
        commandLine.setExecutionExceptionHandler(
                (failure, command, result) -> explainFailure(console, failure, root.verbose));
        try {
            return commandLine.execute(args);
        } catch (Error e) {
            return explainFailure(console, e, root.verbose);
        } finally {
            console.out().flush();
        }
    }

    /** All commands and their options, before anything is parsed. */
    static CommandLine commandLine(Rollstream root, Console console) {
        CommandLine commandLine = new CommandLine(root, new CommandFactory(console));
        commandLine.setOut(console.outWriter());
        commandLine.setErr(console.errWriter());
        commandLine.setDefaultValueProvider(new EnvironmentDefaults(console.environment()));
        commandLine.registerConverter(Duration.class, new Durations());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setUsageHelpWidth(110);
        return commandLine;
    }

    /** Whether everything should be logged. */
    boolean verbose() {
        return verbose;
    }

    private int execute(ParseResult result) {
        Logging.configure(verbose);
        return new RunLast().execute(result);
    }

    private static int explainUsage(Console console, ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        console.say("rollstream: " + failure.getMessage());
        boolean subcommandMissing = failure.getClass() == ParameterException.class
                && !command.getSubcommands().isEmpty();
        if (subcommandMissing) {
            command.usage(console.errWriter());
            return USAGE;
        }
        if (failure instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) {
                console.say("Did you mean " + String.join(" or ", suggestions) + "?");
            }
        }
        console.say("'" + command.getCommandSpec().qualifiedName() + " --help' shows the usage.");
        return USAGE;
    }

    private static int explainFailure(Console console, Throwable failure, boolean verbose) {
        console.out().flush();
        if (FailureSentences.isBrokenPipe(failure)) {
            return FAILED;
        }
        if (verbose) {
            log.atDebug().setCause(failure).log("command failed");
        }
        if (!Shutdown.isUnderWay()) {
            console.say("rollstream: " + FailureSentences.of(failure));
        }
        return FAILED;
    }
}
