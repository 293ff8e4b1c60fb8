package dev.rollstream.local.cli;

import dev.rollstream.avro.LogprobKind;
import dev.rollstream.producer.worker.openai.ApiKey;
import dev.rollstream.producer.worker.openai.OpenAiSettings;
import dev.rollstream.producer.worker.openai.ServerFlavor;
import dev.rollstream.producer.worker.openai.VersionSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which inference servers the openai engine asks, and how. */
final class OpenAiOptions {
    /** What log-probabilities are, by their names on the command line. */
    enum Logprobs {
        /** The model's own. */
        RAW,
        /** After temperature. */
        TEMPERED,
        /** After temperature and truncation. */
        PROCESSED;

        private LogprobKind kind() {
            return LogprobKind.valueOf(name());
        }
    }

    @Option(
            names = "--engine-url",
            split = ",",
            paramLabel = "URL[,URL...]",
            hideParamSyntax = true,
            description = "Inference servers with OpenAI's API, such as http://gpu1:8000/v1.")
    private List<URI> servers = List.of();

    @Option(
            names = "--engine-flavor",
            paramLabel = "NAME",
            defaultValue = "vllm",
            description =
                    "What they are: vllm, sglang, llamacpp, tgi, or openai for its API alone (default: ${DEFAULT-VALUE}).")
    private ServerFlavor flavor = ServerFlavor.VLLM;

    @Option(
            names = "--engine-model",
            paramLabel = "NAME",
            description = "Model or adapter to ask for (default: the only one that a server has).")
    private @Nullable String model;

    @Option(
            names = "--engine-logprobs",
            paramLabel = "KIND",
            description =
                    "What their log-probabilities are: raw, tempered or processed. Say processed for a vLLM that was started"
                            + " with --logprobs-mode processed_logprobs (default: raw for vllm and llamacpp, tempered for sglang).")
    private @Nullable Logprobs logprobs;

    @Option(
            names = "--engine-n",
            description = "Ask for a whole group in one request; otherwise each member is a request of its own.")
    private boolean wholeGroup;

    @Option(
            names = "--engine-concurrency",
            paramLabel = "N",
            defaultValue = "64",
            description = "Requests at once to one server (default: ${DEFAULT-VALUE}).")
    private int perServer;

    @Option(
            names = "--engine-attempts",
            paramLabel = "N",
            defaultValue = "5",
            description = "How often a request is tried (default: ${DEFAULT-VALUE}).")
    private int attempts;

    @Option(
            names = "--engine-connect-timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "How long a connection may take (default: ${DEFAULT-VALUE}).")
    private Duration connectTimeout = Duration.ZERO;

    @Option(
            names = "--engine-timeout",
            paramLabel = "TIME",
            defaultValue = "10m",
            description = "How long a completion may take (default: ${DEFAULT-VALUE}).")
    private Duration replyTimeout = Duration.ZERO;

    @Option(
            names = "--engine-response-prefix",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Put before every text: what the chat template ends the prompt with, such as <think>.")
    private String responsePrefix = "";

    @Option(
            names = "--engine-version-source",
            paramLabel = "KIND",
            defaultValue = "fixed",
            description =
                    "Where policy versions come from. fixed: the weights stay as they are. policies: the newest version"
                            + " announced, assuming that the trainer pauses the servers while it pushes weights. server: each reply must"
                            + " name its own. update: this worker, and no other, loads each announced version into these servers"
                            + " (default: ${DEFAULT-VALUE}).")
    private VersionSource versionSource = VersionSource.FIXED;

    @Option(
            names = "--engine-version",
            paramLabel = "N",
            defaultValue = "0",
            description = "The policy version of weights that stay (default: ${DEFAULT-VALUE}).")
    private long version;

    @Option(
            names = "--engine-weights-from",
            split = ",",
            paramLabel = "URI[,URI...]",
            hideParamSyntax = true,
            description =
                    "With --engine-version-source update: below what weights must lie to be loaded, such as file:///mnt/weights"
                            + " or s3://bucket/run (default: nowhere; what the trainer pushes is confirmed).")
    private List<URI> weightRoots = List.of();

    @Option(
            names = "--engine-pictures-from",
            split = ",",
            paramLabel = "URI[,URI...]",
            hideParamSyntax = true,
            description =
                    "Below what pictures must lie that a task does not carry itself, such as file:///mnt/pictures or"
                            + " https://host/pictures (default: none is fetched).")
    private List<URI> pictureRoots = List.of();

    @Option(
            names = "--engine-key-env",
            paramLabel = "NAME",
            description = "Environment variable with the API key (default: no key).")
    private @Nullable String keyVariable;

    @Option(names = "--engine-key-file", paramLabel = "FILE", description = "File with the API key.")
    private @Nullable Path keyFile;

    /**
     * The settings.
     *
     * @throws IllegalArgumentException if a server is missing, a number out of range, or there is no key where one should be
     */
    OpenAiSettings settings() {
        return settings(servers);
    }

    /** Whether a server is named. */
    boolean namesServers() {
        return !servers.isEmpty();
    }

    /**
     * The settings, for servers that were named elsewhere; those of {@code --engine-url} if there are none.
     *
     * @throws IllegalArgumentException if no server is named, a number out of range, or there is no key where one should be
     */
    OpenAiSettings settings(List<URI> elsewhere) {
        List<URI> wanted = elsewhere.isEmpty() ? servers : elsewhere;
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException(
                    "--engine openai needs --engine-url, the address of an inference server");
        }
        return new OpenAiSettings(
                wanted,
                new OpenAiSettings.Dialect(
                        flavor,
                        Optional.ofNullable(model),
                        logprobs == null ? flavor.logprobs() : logprobs.kind(),
                        responsePrefix),
                key(),
                new OpenAiSettings.Traffic(
                        wholeGroup,
                        perServer,
                        attempts,
                        connectTimeout,
                        replyTimeout,
                        OpenAiSettings.Traffic.defaults().maxReplyBytes()),
                new OpenAiSettings.Versions(versionSource, version, weightRoots),
                pictureRoots);
    }

    private Optional<ApiKey> key() {
        if (keyVariable != null && keyFile != null) {
            throw new IllegalArgumentException("--engine-key-env and --engine-key-file: give one of them");
        }
        if (keyFile != null) {
            return Optional.of(ApiKey.fromFile(keyFile));
        }
        return Optional.ofNullable(keyVariable).map(name -> ApiKey.fromEnvironment(System.getenv(), name));
    }
}
