package dev.rollstream.producer.worker;

import dev.rollstream.avro.Task;
import dev.rollstream.producer.worker.WorkerMetrics.Unrun;
import dev.rollstream.runtime.DeadLetter;
import dev.rollstream.runtime.DeadLetterReason;
import dev.rollstream.runtime.Health;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees one task through: decode, check, wait for its policy version, generate, write. It answers what is to become of the task,
 * and that answer is ACCEPT only after every rollout is acknowledged. Used by all slots at once.
 */
final class TaskRunner {
    private static final Logger log = LoggerFactory.getLogger(TaskRunner.class);
    private static final String KAFKA = "kafka";

    private final Engine engine;
    private final Outbox outbox;
    private final PolicyWatch policies;
    private final EngineGate gate;
    private final Settings settings;
    private final Health health;
    private final WorkerMetrics metrics;

    /**
     * How a worker deals with its tasks.
     *
     * @param origin who answers
     * @param allowedSkew how far the worker's clock may be ahead of the broker's: for so long after its deadline a task is still
     *     run
     * @param clockMs the worker's clock, milliseconds since the epoch
     */
    record Settings(RolloutFactory.Origin origin, Duration allowedSkew, LongSupplier clockMs) {}

    /** What a runner works with. */
    record Parts(
            Engine engine,
            Outbox outbox,
            PolicyWatch policies,
            EngineGate gate,
            Health health,
            WorkerMetrics metrics) {}

    TaskRunner(Settings settings, Parts parts) {
        this.settings = settings;
        this.engine = parts.engine();
        this.outbox = parts.outbox();
        this.policies = parts.policies();
        this.gate = parts.gate();
        this.health = parts.health();
        this.metrics = parts.metrics();
    }

    /** Sees a task through; interrupted if the worker closes or has lost the task. */
    Settlement run(TakenTask taken) throws InterruptedException {
        try {
            Settlement settlement = attempt(taken);
            if (settlement == Settlement.ACCEPT) {
                health.clear(KAFKA);
            }
            return settlement;
        } catch (ExecutionException e) {
            return notWritten(e.getCause());
        }
    }

    private Settlement notWritten(@Nullable Throwable cause) {
        if (cause instanceof AuthorizationException) {
            health.fail("the cluster refuses rollouts: " + cause.getMessage());
        } else {
            health.block(
                    KAFKA, "rollouts cannot be written: " + (cause == null ? "no reason given" : cause.getMessage()));
        }
        return Settlement.RELEASE;
    }

    private Settlement attempt(TakenTask taken) throws InterruptedException, ExecutionException {
        Task task;
        try {
            task = outbox.decode(taken.record());
        } catch (SerializationException e) {
            return reject(taken, DeadLetterReason.UNDECODABLE, String.valueOf(e.getMessage()));
        }
        Optional<String> defect = TaskCheck.defect(task, taken.record());
        if (defect.isPresent()) {
            return reject(taken, DeadLetterReason.INVALID, defect.get());
        }
        if (task.getPolicyId() != null
                && !task.getPolicyId().equals(settings.origin().policyId())) {
            return unrun(Unrun.OTHER_POLICY);
        }
        long deadlineMs = TaskCheck.deadlineMs(task, taken.record());
        long lateMs = deadlineMs == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : deadlineMs + settings.allowedSkew().toMillis();
        if (settings.clockMs().getAsLong() > lateMs) {
            return unrun(Unrun.EXPIRED);
        }
        Long version = task.getMinPolicyVersion();
        if (version != null && !policies.await(version, lateMs)) {
            return unrun(Unrun.VERSION_NEVER_CAME);
        }
        return generate(taken, task, deadlineMs);
    }

    private Settlement reject(TakenTask taken, DeadLetterReason reason, String detail)
            throws InterruptedException, ExecutionException {
        DeadLetter letter = new DeadLetter(
                "worker",
                reason,
                detail,
                taken.record().topic(),
                taken.record().partition(),
                taken.record().offset());
        outbox.send(letter, taken.record()).get();
        metrics.deadLetter(reason);
        log.atWarn()
                .addKeyValue("task", taken.coordinates())
                .addKeyValue("reason", reason)
                .log("unusable task: {}", detail);
        return Settlement.REJECT;
    }

    private Settlement unrun(Unrun reason) {
        metrics.unrun(reason);
        return Settlement.ACCEPT;
    }

    private Settlement generate(TakenTask taken, Task task, long deadlineMs)
            throws InterruptedException, ExecutionException {
        RolloutFactory factory = new RolloutFactory(engine, settings.origin(), taken, task);
        GroupWriter writer = new GroupWriter(task.getGroupSize(), taken, factory, outbox, metrics);
        GenerationRequest request = new GenerationRequest(task, policies.newest(), deadlineMs);
        metrics.generating(request.policyVersion());
        long beganMs = settings.clockMs().getAsLong();
        try {
            engine.generate(request, writer);
            metrics.generated(settings.clockMs().getAsLong() - beganMs);
        } catch (EngineUnavailableException e) {
            gate.failed(String.valueOf(e.getMessage()));
            metrics.engineFailed();
            return Settlement.RELEASE;
        }
        writer.finish();
        gate.worked();
        return Settlement.ACCEPT;
    }
}
