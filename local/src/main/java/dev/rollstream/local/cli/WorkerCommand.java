package dev.rollstream.local.cli;

import dev.rollstream.local.stage.Stages;
import dev.rollstream.producer.worker.AllowedPlaces;
import dev.rollstream.producer.worker.QueueKind;
import dev.rollstream.producer.worker.RolloutWorkerOptions;
import dev.rollstream.producer.worker.builtin.BuiltinEngine;
import dev.rollstream.producer.worker.openai.OpenAiSettings;
import dev.rollstream.producer.worker.scripted.ScriptedSettings;
import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.Stage;
import dev.rollstream.runtime.StageConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A rollout worker as a process. */
@Command(
        name = "worker",
        description = {
            "Takes tasks from the queue, has an engine complete them, and writes rollouts.",
            "",
            "Engines: openai asks inference servers with OpenAI's API: vLLM, SGLang, llama.cpp, TGI.",
            "builtin samples from the newest version of a policy that a 'rollstream learner' trains.",
            "scripted makes its completions up, with the answers from topic answer-keys. It is for load tests and",
            "demonstrations: a real worker has no right to that topic."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rollstream worker --engine openai --engine-url http://gpu1:8000,http://gpu2:8000 --concurrency 32",
            "  rollstream worker --engine builtin",
            "  rollstream worker --engine scripted",
            "  rollstream worker --engine scripted --concurrency 16 --scripted-accuracy 0.7 --scripted-latency 2s"
        })
final class WorkerCommand implements Callable<Integer> {

    /** What completes prompts. */
    enum EngineKind {
        /** Asks inference servers. */
        OPENAI,
        /** Samples from the built-in policy. */
        BUILTIN,
        /** Makes completions up. */
        SCRIPTED
    }

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private final HttpOptions http = new HttpOptions();

    @Option(
            names = "--engine",
            required = true,
            paramLabel = "NAME",
            description = "What completes prompts: openai, builtin or scripted.")
    @SuppressWarnings("NullAway.Init") // required
    private EngineKind engine;

    @Option(
            names = "--id",
            paramLabel = "NAME",
            description = "The worker's name in its rollouts (default: one from process id and chance).")
    private @Nullable String workerId;

    @Option(
            names = "--policy",
            paramLabel = "ID",
            defaultValue = "default",
            description = "Policy that it follows; tasks for another are left unrun (default: ${DEFAULT-VALUE}).")
    private String policy = "default";

    @Option(
            names = "--fleet",
            paramLabel = "NAME",
            defaultValue = "workers",
            description = "Workers of one fleet share the tasks (default: ${DEFAULT-VALUE}).")
    private String fleet = "workers";

    @Option(
            names = "--queue",
            paramLabel = "KIND",
            defaultValue = "share",
            description =
                    "share: a share group (Kafka 4.2 and newer); consumer: a consumer group, for as many workers as "
                            + "partitions. The same in all of a fleet (default: ${DEFAULT-VALUE}).")
    private QueueKind queue = QueueKind.SHARE;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "4",
            description = "Groups at once (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(
            names = "--clock-skew",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "How far this clock may be ahead of the broker's (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Duration clockSkew;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "With --engine builtin: threads that one operation may use (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--weights-from",
            split = ",",
            paramLabel = "URI[,URI...]",
            hideParamSyntax = true,
            description = "With --engine builtin: below what weights must lie to be read, such as file:///data/lab-7"
                    + " (default: any file of this machine).")
    private List<URI> weightRoots = List.of();

    @Mixin
    private final ScriptedOptions scripted = new ScriptedOptions();

    @Mixin
    private final OpenAiOptions openAi = new OpenAiOptions();

    WorkerCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        StageConfig config = kafka.stageConfig();
        RolloutWorkerOptions options = Usage.check(spec, this::options);
        Function<Stages, Stage> worker = Usage.check(spec, () -> worker(options));
        return new StageRun(console, config, Usage.check(spec, http::address)).run(worker);
    }

    private Function<Stages, Stage> worker(RolloutWorkerOptions options) {
        switch (engine) {
            case OPENAI:
                OpenAiSettings servers = openAi.settings();
                return stages -> stages.openAiWorker(options, servers);
            case BUILTIN:
                AllowedPlaces places = BuiltinEngine.weightPlaces(weightRoots);
                return stages -> stages.builtinWorker(options, threads, places);
            default:
                ScriptedSettings settings = scripted.settings();
                return stages -> scripted(stages, options, settings);
        }
    }

    private static Stage scripted(Stages stages, RolloutWorkerOptions options, ScriptedSettings settings) {
        StageConfig config = stages.config();
        Cluster.requireTopics(
                config, List.of(config.topics().answerKeys(), config.topics().tasks()));
        return stages.scriptedWorker(options, settings);
    }

    private RolloutWorkerOptions options() {
        String id = workerId == null ? freshId() : workerId;
        return new RolloutWorkerOptions(id, policy, fleet, queue, concurrency, clockSkew);
    }

    private static String freshId() {
        int chance = ThreadLocalRandom.current().nextInt(1 << 24);
        return String.format(
                Locale.ROOT, "worker-%d-%06x", ProcessHandle.current().pid(), chance);
    }
}
