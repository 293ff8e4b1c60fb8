package dev.rollstream.local.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.avro.registry.RegistryClients;
import dev.rollstream.local.live.LagHistory;
import dev.rollstream.local.live.LiveReader;
import dev.rollstream.local.live.LiveSnapshot;
import dev.rollstream.runtime.StageConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Size;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole pipeline, live. */
@Command(
        name = "top",
        description = {
            "Shows what the whole pipeline does right now: how much each stage makes a second, what waits for it and",
            "how long, groups on their way, outcomes, reward by kind of task, and how stale the learner's groups are.",
            "q or Ctrl-C ends it.",
            "",
            "On a terminal it redraws itself; elsewhere it prints the same lines again and again. It reads no task,",
            "rollout or answer: the ACLs are those of 'rollstream lag', and Read on rewards and receipts."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream top",
            "  rollstream top --past 1d --every 5s",
            "  rollstream top --once --json           for scripts"
        })
final class TopCommand implements Callable<Integer> {
    private static final int PLAIN_COLUMNS = 80;
    private static final long KEY_WAIT_MS = 100;
    private static final long LAST_LOOK_S = 3;

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--once", description = "Looks once and ends.")
    private boolean once;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "Looks again that long after each look (default: ${DEFAULT-VALUE}).")
    private Duration every = Duration.ofSeconds(1);

    @Option(
            names = "--past",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How far back counting begins (default: ${DEFAULT-VALUE}).")
    private Duration past = Duration.ofHours(1);

    @Option(
            names = "--json",
            paramLabel = "FILE",
            arity = "0..1",
            fallbackValue = TextStreams.STANDARD,
            description = "Writes each look as a line of JSON instead; without a FILE to standard output.")
    private @Nullable String json;

    TopCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        StageConfig config = kafka.stageConfig();
        Usage.check(spec, this::checked);
        try (Shutdown shutdown = Shutdown.listen();
                RegistryClient registry = RegistryClients.create(config.registry());
                LiveReader reader =
                        new LiveReader(config, registry, LiveReader.Scope.of(past), System::currentTimeMillis)) {
            boolean draws = !once && json == null && console.interactive();
            Optional<TopTerminal> terminal = draws ? TopTerminal.open() : Optional.empty();
            if (terminal.isPresent()) {
                try (TopTerminal taken = terminal.get()) {
                    draw(reader, taken, shutdown);
                }
            } else {
                print(reader, shutdown);
            }
        }
        return Rollstream.OK;
    }

    private boolean checked() {
        if (every.isZero() || every.isNegative() || past.isZero() || past.isNegative()) {
            throw new IllegalArgumentException("--every and --past take times above zero, such as 2s");
        }
        return true;
    }

    private TopScreen screen(boolean drawsBars) {
        return new TopScreen(kafka.stageConfig().prefix() + "*", ZoneId.systemDefault(), drawsBars);
    }

    /** Looks on another thread, so that keys are heard also while a cluster does not answer. */
    private void draw(LiveReader reader, TopTerminal terminal, Shutdown shutdown) {
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();
        try {
            TopView view = new TopView(screen(true));
            Future<LiveSnapshot> next = looking.submit(reader::look);
            while (!shutdown.requested() && !terminal.isLeft(KEY_WAIT_MS)) {
                if (next.isDone()) {
                    view.take(next);
                    next = looking.schedule(reader::look, every.toMillis(), TimeUnit.MILLISECONDS);
                }
                Size size = terminal.size();
                terminal.show(view.lines(size.getColumns(), size.getRows()));
            }
        } finally {
            end(looking);
        }
    }

    /** The reader is closed next, and serves one thread. */
    private static void end(ScheduledExecutorService looking) {
        looking.shutdownNow();
        try {
            looking.awaitTermination(LAST_LOOK_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void print(LiveReader reader, Shutdown shutdown) throws IOException {
        TopScreen screen = screen(false);
        LagHistory history = new LagHistory();
        try (OutputStream out = json == null ? OutputStream.nullOutputStream() : TextStreams.output(json, console)) {
            boolean stopped = false;
            while (!stopped) {
                LiveSnapshot now = whole(reader, shutdown);
                if (json == null) {
                    List<AttributedString> lines = screen.lines(now, history, PLAIN_COLUMNS, Integer.MAX_VALUE);
                    lines.forEach(line -> console.print(line.toString().stripTrailing()));
                    console.print("");
                    console.out().flush();
                } else {
                    out.write(new ObjectMapper().writeValueAsBytes(now.toJson()));
                    out.write('\n');
                    out.flush();
                }
                stopped = once || shutdown.await(every);
            }
        }
    }

    /** A look that has read all of the past: without it the figures say little. */
    private static LiveSnapshot whole(LiveReader reader, Shutdown shutdown) {
        LiveSnapshot now = reader.look();
        while (now.window().unread() > 0 && !shutdown.requested()) {
            now = reader.look();
        }
        return now;
    }
}
