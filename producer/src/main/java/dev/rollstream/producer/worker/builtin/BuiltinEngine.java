package dev.rollstream.producer.worker.builtin;

import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.Image;
import dev.rollstream.avro.LogprobKind;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.avro.Task;
import dev.rollstream.policy.Completion;
import dev.rollstream.policy.ModelSize;
import dev.rollstream.policy.NativeEngine;
import dev.rollstream.policy.PictureException;
import dev.rollstream.policy.Prompt;
import dev.rollstream.policy.PromptFeatures;
import dev.rollstream.policy.Sampler;
import dev.rollstream.policy.SamplingOptions;
import dev.rollstream.producer.worker.AllowedPlaces;
import dev.rollstream.producer.worker.Engine;
import dev.rollstream.producer.worker.EngineUnavailableException;
import dev.rollstream.producer.worker.Fault;
import dev.rollstream.producer.worker.GenerationRequest;
import dev.rollstream.producer.worker.MemberResult;
import dev.rollstream.producer.worker.MemberResult.Completed;
import dev.rollstream.producer.worker.MemberResult.Failed;
import dev.rollstream.producer.worker.MemberResult.PolicyVersions;
import dev.rollstream.producer.worker.MemberResult.Sampled;
import dev.rollstream.producer.worker.MemberResult.Timing;
import dev.rollstream.producer.worker.MemberResult.Tokens;
import dev.rollstream.runtime.metrics.Metric;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Samples from the built-in policy, in this process. A group is one batch by itself, drawn from the task's own seed: its completions
 * hang on weights, prompt and seed alone, not on what else runs. Each generation is of one version, the newest when it began.
 */
public final class BuiltinEngine implements Engine {
    private static final Metric TOKENS = Metric.counter(
            "rollstream_worker_builtin_tokens_total",
            "tokens",
            "Tokens that the built-in policy sampled, also those of groups that were then given back.");
    private static final Metric VERSION = Metric.gauge(
            "rollstream_worker_builtin_version",
            "version",
            "Version of the policy that the built-in engine samples from.");

    /** Its metrics. */
    public static final MetricCatalogue METRICS =
            new MetricCatalogue("worker_builtin", "Of a worker with engine `builtin`.", List.of(TOKENS, VERSION));

    private static final URI ANY_FILE = URI.create("file:///");

    private final ServedWeights served;
    private final ModelSize size;
    private final Counter tokens;

    /**
     * Where weights are read from.
     *
     * @param roots below what they must lie; empty: any file of this machine. Each is read as what it was announced to be, or not at all
     */
    public static AllowedPlaces weightPlaces(List<URI> roots) {
        return new AllowedPlaces("the weights lie", roots.isEmpty() ? List.of(ANY_FILE) : roots, "--weights-from");
    }

    /**
     * An engine without weights; they come with the first generation.
     *
     * @param size of the model whose weights are announced
     * @param threads that one operation may use, the same in all of this process
     * @param places where weights are read from
     * @param meters where its figures go
     * @throws dev.rollstream.policy.NativeLibraryException if there is no native library for this platform
     */
    public BuiltinEngine(ModelSize size, int threads, AllowedPlaces places, MeterRegistry meters) {
        NativeEngine.start(threads);
        this.size = size;
        this.served = new ServedWeights(size, places);
        this.tokens = TOKENS.counter(meters);
        VERSION.gauge(meters, served, ServedWeights::version);
    }

    @Override
    public String name() {
        return "builtin/1";
    }

    /** What it samples from: after temperature and top-p. */
    @Override
    public LogprobKind logprobKind() {
        return LogprobKind.PROCESSED;
    }

    @Override
    public boolean needsPolicy() {
        return true;
    }

    /** Always can, once there is a policy. */
    @Override
    public void probe() {}

    @Override
    public void generate(GenerationRequest request, MemberSink done)
            throws EngineUnavailableException, InterruptedException {
        long startedMs = System.currentTimeMillis();
        PromptFeatures prompt;
        SamplingOptions sampling;
        try {
            sampling = sampling(request.task().getSampling());
            prompt = features(request.task());
        } catch (PictureException | IllegalArgumentException e) {
            fail(request, String.valueOf(e.getMessage()), done);
            return;
        }
        try (ServedWeights.Lease lease = served.lease(request.policy().orElseThrow())) {
            List<Completion> completions = new Sampler(lease.weights())
                    .sample(List.of(prompt), request.groupSize(), sampling, seed(request.task()))
                    .get(0);
            for (int index = 0; index < completions.size(); index++) {
                done.accept(result(index, completions.get(index), lease.version(), startedMs));
            }
        }
    }

    private static void fail(GenerationRequest request, String why, MemberSink done) throws InterruptedException {
        for (int index = 0; index < request.groupSize(); index++) {
            done.accept(new Failed(index, Fault.PROMPT, why));
        }
    }

    private static SamplingOptions sampling(SamplingParameters asked) {
        if (asked.getTopK() != 0 || asked.getMinP() != 0 || !asked.getStop().isEmpty()) {
            throw new IllegalArgumentException(
                    "the built-in policy samples with temperature and top-p only, not with top-k " + asked.getTopK()
                            + ", min-p " + asked.getMinP() + ", stop strings " + asked.getStop());
        }
        return new SamplingOptions(asked.getTemperature(), asked.getTopP(), asked.getMaxTokens());
    }

    private PromptFeatures features(Task task) throws PictureException {
        if (task.getPrompt() == null || !task.getMessages().isEmpty()) {
            throw new IllegalArgumentException("the built-in policy answers a prompt, not a conversation");
        }
        List<ByteBuffer> files = new ArrayList<>();
        for (Image image : task.getImages()) {
            if (image.getData() == null) {
                throw new IllegalArgumentException(
                        "a picture lies at a URI; the built-in policy takes inline ones only");
            }
            files.add(image.getData());
        }
        return PromptFeatures.of(Prompt.decoded(task.getPrompt(), files), size.buckets());
    }

    private static long seed(Task task) {
        Long given = task.getSampling().getSeed();
        return given == null ? ThreadLocalRandom.current().nextLong() : given;
    }

    private MemberResult result(int index, Completion completion, long version, long startedMs) {
        tokens.increment(completion.tokens().length);
        return new Completed(
                index,
                completion.text(),
                completion.ended() ? FinishReason.STOP : FinishReason.LENGTH,
                Sampled.of(new Tokens(
                        MemberResult.Prompt.unknown(),
                        completion.tokens(),
                        completion.logProbs().processed())),
                new PolicyVersions(version, version),
                new Timing(startedMs, OptionalLong.empty(), System.currentTimeMillis()));
    }

    @Override
    public void close() {
        served.close();
    }
}
