package dev.rollstream.producer.worker.scripted;

import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.LogprobKind;
import dev.rollstream.producer.worker.Engine;
import dev.rollstream.producer.worker.Fault;
import dev.rollstream.producer.worker.GenerationRequest;
import dev.rollstream.producer.worker.MemberResult;
import dev.rollstream.producer.worker.MemberResult.Completed;
import dev.rollstream.producer.worker.MemberResult.Failed;
import dev.rollstream.producer.worker.MemberResult.PolicyVersions;
import dev.rollstream.producer.worker.MemberResult.Sampled;
import dev.rollstream.producer.worker.MemberResult.Timing;
import dev.rollstream.runtime.metrics.Metric;
import dev.rollstream.runtime.metrics.MetricCatalogue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine without a model, for load tests and demonstrations: its completions have a chosen accuracy, format rate, length and
 * latency. It looks at no picture and no prompt; what it knows of the answer, an {@link AnswerOracle} told it. The members of a
 * group take their time side by side, as on a server with continuous batching.
 */
public final class ScriptedEngine implements Engine {
    private static final Logger log = LoggerFactory.getLogger(ScriptedEngine.class);
    private static final Metric CLUELESS = Metric.counter(
            "rollstream_worker_scripted_clueless_total",
            "groups",
            "Groups that the scripted engine answered wrongly because it was not told the answer.");

    /** Its metrics. */
    public static final MetricCatalogue METRICS =
            new MetricCatalogue("worker_scripted", "Of a worker with engine `scripted`.", List.of(CLUELESS));

    private final ScriptedSettings settings;
    private final AnswerOracle oracle;
    private final Counter clueless;

    /**
     * An engine.
     *
     * @param settings what its completions are like
     * @param oracle tells it the answers; closed with the engine
     * @param metrics counts the groups whose answer it was not told
     */
    public ScriptedEngine(ScriptedSettings settings, AnswerOracle oracle, MeterRegistry metrics) {
        this.settings = settings;
        this.oracle = oracle;
        this.clueless = CLUELESS.counter(metrics);
        log.atInfo().log("scripted engine: completions are made up, for load tests and demonstrations only");
    }

    @Override
    public String name() {
        return "scripted/1";
    }

    @Override
    public LogprobKind logprobKind() {
        return LogprobKind.PROCESSED;
    }

    @Override
    public boolean needsPolicy() {
        return false;
    }

    /** Always can. */
    @Override
    public void probe() {}

    private record Member(int index, ScriptedCompletion completion) {}

    @Override
    public void generate(GenerationRequest request, MemberSink done) throws InterruptedException {
        String groupId = request.task().getGroupId();
        Optional<String> answer = oracle.answer(groupId);
        if (answer.isEmpty()) {
            clueless.increment();
        }
        long startedNs = System.nanoTime();
        long startedMs = System.currentTimeMillis();
        for (Member member : members(request, answer)) {
            long latencyNs = member.completion().latencyNs();
            TimeUnit.NANOSECONDS.sleep(startedNs + latencyNs - System.nanoTime());
            done.accept(result(request, member, startedMs));
        }
    }

    /** The members in the order in which they are done. */
    private List<Member> members(GenerationRequest request, Optional<String> answer) {
        int maxTokens = request.task().getSampling().getMaxTokens();
        List<Member> members = new ArrayList<>();
        for (int index = 0; index < request.groupSize(); index++) {
            members.add(new Member(
                    index, ScriptedCompletion.of(settings, request.task().getGroupId(), index, answer, maxTokens)));
        }
        members.sort(Comparator.comparingLong(member -> member.completion().latencyNs()));
        return members;
    }

    private static MemberResult result(GenerationRequest request, Member member, long startedMs) {
        ScriptedCompletion completion = member.completion();
        if (completion.finishReason() == FinishReason.ERROR) {
            return new Failed(member.index(), Fault.SCRIPTED, "scripted failure");
        }
        long version = request.policyVersion();
        long takenMs = TimeUnit.NANOSECONDS.toMillis(completion.latencyNs());
        return new Completed(
                member.index(),
                completion.text(),
                completion.finishReason(),
                Sampled.of(completion.tokens()),
                new PolicyVersions(version, version),
                new Timing(startedMs, OptionalLong.empty(), startedMs + takenMs));
    }

    @Override
    public void close() {
        oracle.close();
    }
}
