package dev.rollstream.producer.worker.openai;

import dev.rollstream.avro.LogprobKind;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.avro.SamplingParameters;
import dev.rollstream.producer.worker.Engine;
import dev.rollstream.producer.worker.EngineUnavailableException;
import dev.rollstream.producer.worker.Fault;
import dev.rollstream.producer.worker.GenerationRequest;
import dev.rollstream.producer.worker.MemberResult;
import dev.rollstream.producer.worker.MemberResult.Failed;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Has inference servers complete prompts. The members of a group are requests of their own, side by side: each has a seed of its own, is
 * tried again by itself, and is handed on when it is done; a server with a prefix cache reads prompt and pictures once all the same.
 */
public final class OpenAiEngine implements Engine {
    /** Its metrics. */
    public static final MetricCatalogue METRICS = OpenAiMetrics.CATALOGUE;

    private final OpenAiSettings settings;
    private final ChatPrompt prompts;
    private final MemberCall.Tools tools;
    private final Optional<WeightKeeper> keeper;
    private final ExecutorService calls;
    private final ExecutorService updates;

    /**
     * What waits, tells the time and throws dice.
     *
     * @param backoff waits between tries
     * @param nanoClock for durations
     * @param clockMs milliseconds since the epoch
     */
    record Surroundings(Backoff backoff, LongSupplier nanoClock, LongSupplier clockMs) {}

    /**
     * An engine; no server is asked yet.
     *
     * @param settings which servers, and how
     * @param meters where its figures go
     */
    public OpenAiEngine(OpenAiSettings settings, MeterRegistry meters) {
        this(
                settings,
                meters,
                new Surroundings(
                        new Backoff(
                                time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()),
                                () -> ThreadLocalRandom.current().nextDouble()),
                        System::nanoTime,
                        System::currentTimeMillis));
    }

    OpenAiEngine(OpenAiSettings settings, MeterRegistry meters, Surroundings surroundings) {
        this.settings = settings;
        this.prompts = new ChatPrompt(new Pictures(settings.picturePlaces()));
        ChatClient client = new ChatClient(settings, surroundings.clockMs());
        OpenAiSettings.Dialect dialect = settings.dialect();
        ChatReply replies = new ChatReply(dialect.flavor(), dialect.responsePrefix());
        int perServer = settings.traffic().perServer();
        this.keeper = keeper(settings, client, surroundings.backoff(), meters);
        ServerPool pool = new ServerPool(
                settings.servers(),
                perServer,
                new ServerTrial(client, replies, settings, keeper),
                surroundings.nanoClock());
        this.tools = new MemberCall.Tools(
                settings,
                client,
                replies,
                pool,
                keeper,
                surroundings.backoff(),
                surroundings.clockMs(),
                new OpenAiMetrics(meters, pool));
        this.calls = newThreads("openai", perServer * settings.servers().size());
        this.updates = newThreads("openai-weights", settings.servers().size());
        keeper.ifPresent(present -> pool.servers()
                .forEach(server -> updates.submit(() -> {
                    present.keep(server, pool);
                    return null;
                })));
    }

    private static Optional<WeightKeeper> keeper(
            OpenAiSettings settings, ChatClient client, Backoff backoff, MeterRegistry meters) {
        if (settings.versions().source() != VersionSource.UPDATE) {
            return Optional.empty();
        }
        WeightProtocol protocol = WeightProtocol.of(settings, new ServerControl(client));
        return Optional.of(new WeightKeeper(protocol, settings.versions().places(), backoff, meters));
    }

    private static ExecutorService newThreads(String name, int most) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(most, task -> {
            Thread thread = new Thread(task, name + "-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public String name() {
        return "openai-" + settings.dialect().flavor().label() + "/1";
    }

    @Override
    public LogprobKind logprobKind() {
        return settings.dialect().logprobs();
    }

    /** Only where the versions that it stamps, or brings into its servers, are those of topic policies. */
    @Override
    public boolean needsPolicy() {
        VersionSource source = settings.versions().source();
        return source == VersionSource.POLICIES || source == VersionSource.UPDATE;
    }

    @Override
    public void announced(PolicyVersion version) {
        keeper.ifPresent(present -> present.announce(version));
    }

    @Override
    public void probe() throws EngineUnavailableException, InterruptedException {
        tools.pool().tryAll();
    }

    @Override
    public void generate(GenerationRequest request, MemberSink done)
            throws EngineUnavailableException, InterruptedException {
        SamplingParameters sampling = request.task().getSampling();
        Optional<String> cannot = settings.dialect().flavor().cannot(sampling);
        if (cannot.isPresent()) {
            fail(request, cannot.get(), done);
            return;
        }
        String messages;
        try {
            messages = prompts.messages(request.task());
        } catch (UnusablePromptException e) {
            fail(request, String.valueOf(e.getMessage()), done);
            return;
        }
        int perRequest = settings.traffic().wholeGroup() ? request.groupSize() : 1;
        List<MemberCall> parts = new ArrayList<>();
        for (int first = 0; first < request.groupSize(); first += perRequest) {
            parts.add(new MemberCall(tools, request, new ChatRequest(messages, sampling, first, perRequest)));
        }
        run(parts, done);
    }

    private void run(List<MemberCall> parts, MemberSink done) throws EngineUnavailableException, InterruptedException {
        CompletionService<List<MemberResult>> results = new ExecutorCompletionService<>(calls);
        List<Future<List<MemberResult>>> running = new ArrayList<>();
        try {
            parts.forEach(part -> running.add(results.submit(part)));
            for (int i = 0; i < parts.size(); i++) {
                for (MemberResult member : results.take().get()) {
                    done.accept(member);
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EngineUnavailableException unavailable) {
                throw unavailable;
            }
            throw new IllegalStateException("a request to an inference server broke off", e.getCause());
        } finally {
            running.forEach(part -> part.cancel(true));
        }
    }

    private static void fail(GenerationRequest request, String why, MemberSink done) throws InterruptedException {
        for (int index = 0; index < request.groupSize(); index++) {
            done.accept(new Failed(index, Fault.PROMPT, why));
        }
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        updates.shutdownNow();
        calls.shutdownNow();
    }
}
