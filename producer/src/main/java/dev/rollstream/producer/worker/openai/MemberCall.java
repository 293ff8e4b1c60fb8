package dev.rollstream.producer.worker.openai;

import dev.rollstream.producer.worker.EngineUnavailableException;
import dev.rollstream.producer.worker.Fault;
import dev.rollstream.producer.worker.GenerationRequest;
import dev.rollstream.producer.worker.MemberResult;
import dev.rollstream.producer.worker.MemberResult.Completed;
import dev.rollstream.producer.worker.MemberResult.Failed;
import dev.rollstream.producer.worker.MemberResult.PolicyVersions;
import dev.rollstream.producer.worker.MemberResult.Timing;
import dev.rollstream.producer.worker.openai.Exchange.Answered;
import dev.rollstream.producer.worker.openai.Exchange.Broken;
import dev.rollstream.producer.worker.openai.Exchange.Busy;
import dev.rollstream.producer.worker.openai.Exchange.Garbled;
import dev.rollstream.producer.worker.openai.Exchange.Misfit;
import dev.rollstream.producer.worker.openai.Exchange.Rejected;
import dev.rollstream.producer.worker.openai.VersionStamp.UnknownVersionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;

/**
 * One request seen through: tried until a server answers, within the number of attempts and the group's deadline. When all attempts
 * broke down, a trial decides who is at fault: a server that passes it is well, so it is the task that breaks servers, and its members
 * fail; otherwise the engine is unavailable and the task comes again. A busy server is never the task's fault.
 */
final class MemberCall implements Callable<List<MemberResult>> {
    private static final int OK = 200;

    private final Tools tools;
    private final GenerationRequest group;
    private final ChatRequest request;

    /** What all calls share. */
    record Tools(
            OpenAiSettings settings,
            ChatClient client,
            ChatReply replies,
            ServerPool pool,
            Optional<WeightKeeper> keeper,
            Backoff backoff,
            LongSupplier clockMs,
            OpenAiMetrics metrics) {}

    MemberCall(Tools tools, GenerationRequest group, ChatRequest request) {
        this.tools = tools;
        this.group = group;
        this.request = request;
    }

    /**
     * The members that were asked for, each of them.
     *
     * @throws EngineUnavailableException if the servers are at fault
     */
    @Override
    public List<MemberResult> call() throws EngineUnavailableException, InterruptedException {
        OptionalLong minVersion = minVersion();
        Optional<Server> last = Optional.empty();
        for (int tries = 1; ; tries++) {
            Optional<Server> free = tools.pool()
                    .acquire(new ServerPool.Wish(last, minVersion, () -> minVersion.isEmpty() || isInTime()));
            if (free.isEmpty()) {
                return failed(Fault.DEADLINE, "no server had the task's policy version before the group's deadline");
            }
            Server server = free.get();
            last = free;
            Attempt attempt;
            try {
                attempt = attempt(server);
            } finally {
                tools.pool().release(server);
            }
            Exchange exchange = attempt.exchange();
            tools.metrics().answered(exchange);
            if (attempt.members().isPresent()) {
                return attempt.members().get();
            }
            if (exchange instanceof Rejected rejected) {
                return failed(rejected.fault(), rejected.why());
            }
            if (!isInTime()) {
                return failed(Fault.DEADLINE, "the group's deadline passed: " + ServerTrial.why(exchange));
            }
            if (tries >= tools.settings().traffic().attempts() && !isGone(exchange)) {
                return blame(server, exchange);
            }
            if (!isGone(exchange)) {
                tools.backoff().await(tries, retryAfter(exchange));
            }
        }
    }

    private boolean isInTime() {
        return tools.clockMs().getAsLong() < group.deadlineMs();
    }

    /** Where this worker brings the weights, a server counts only once it has those that the task needs. */
    private OptionalLong minVersion() {
        if (tools.settings().versions().source() != VersionSource.UPDATE) {
            return OptionalLong.empty();
        }
        Long asked = group.task().getMinPolicyVersion();
        return OptionalLong.of(asked == null ? Long.MIN_VALUE : asked);
    }

    /** One try; members are there if it went well. */
    private record Attempt(Exchange exchange, Optional<List<MemberResult>> members) {}

    private Attempt attempt(Server server) throws InterruptedException {
        VersionStamp stamp = new VersionStamp(tools.settings(), tools.pool(), server, group.policyVersion());
        long startedMs = tools.clockMs().getAsLong();
        byte[] body = request.body(tools.settings().dialect().flavor(), server.model());
        Exchange exchange = tools.client().complete(server.address(), body);
        if (exchange instanceof Answered answered) {
            return read(server, answered, stamp, startedMs);
        }
        if (isGone(exchange)) {
            tools.pool().eject(server, ServerTrial.why(exchange));
        } else if (exchange instanceof Broken broken) {
            tools.pool().failed(server, broken.why());
        } else {
            tools.pool().answered(server);
        }
        return new Attempt(exchange, Optional.empty());
    }

    private static boolean isGone(Exchange exchange) {
        return exchange instanceof Misfit || (exchange instanceof Broken broken && broken.unreachable());
    }

    private static Optional<Duration> retryAfter(Exchange exchange) {
        return exchange instanceof Busy busy ? busy.retryAfter() : Optional.empty();
    }

    private Attempt read(Server server, Answered answered, VersionStamp stamp, long startedMs)
            throws InterruptedException {
        Reply reply;
        try {
            reply = tools.replies().read(answered.body(), request.sampling().getMaxTokens());
        } catch (GarbledReplyException e) {
            tools.pool().failed(server, String.valueOf(e.getMessage()));
            return new Attempt(new Garbled(String.valueOf(e.getMessage())), Optional.empty());
        }
        PolicyVersions versions;
        try {
            versions = stamp.of(reply.weightVersion());
            requireOwn(server);
        } catch (UnknownVersionException e) {
            String why = String.valueOf(e.getMessage());
            tools.pool().eject(server, why);
            return new Attempt(new Misfit(OK, why), Optional.empty());
        }
        tools.pool().answered(server);
        Timing timing =
                new Timing(startedMs, OptionalLong.empty(), tools.clockMs().getAsLong());
        return new Attempt(answered, Optional.of(members(reply, versions, timing)));
    }

    /** The versions are those that this worker gave the server. Where replies do not say so themselves, the server is asked. */
    private void requireOwn(Server server) throws UnknownVersionException, InterruptedException {
        boolean named = tools.settings().dialect().flavor().namesVersions();
        if (!named && tools.keeper().isPresent() && !tools.keeper().get().owns(server)) {
            throw new UnknownVersionException(WeightKeeper.FOREIGN_HAND);
        }
    }

    private List<MemberResult> members(Reply reply, PolicyVersions versions, Timing timing) {
        List<MemberResult> slots = new ArrayList<>();
        for (int i = 0; i < request.count(); i++) {
            String why = "the server left out completion " + (i + 1) + " of " + request.count();
            slots.add(new Failed(request.first() + i, Fault.MISSING, why));
        }
        for (Reply.Choice choice : reply.choices()) {
            if (choice.position() >= 0 && choice.position() < request.count()) {
                slots.set(choice.position(), member(choice, versions, timing));
            }
        }
        return List.copyOf(slots);
    }

    private MemberResult member(Reply.Choice choice, PolicyVersions versions, Timing timing) {
        int index = request.first() + choice.position();
        if (choice instanceof Reply.Good good) {
            return new Completed(index, good.text(), good.finish(), good.sampled(), versions, timing);
        }
        Reply.Bad bad = (Reply.Bad) choice;
        return new Failed(index, bad.fault(), bad.why());
    }

    private List<MemberResult> failed(Fault fault, String why) {
        List<MemberResult> members = new ArrayList<>();
        for (int i = 0; i < request.count(); i++) {
            members.add(new Failed(request.first() + i, fault, why));
        }
        return members;
    }

    private List<MemberResult> blame(Server server, Exchange exchange)
            throws EngineUnavailableException, InterruptedException {
        String why = ServerTrial.why(exchange);
        boolean busy = exchange instanceof Busy;
        if (busy || !tools.pool().passes(server)) {
            throw new EngineUnavailableException("inference server " + server.address() + ": " + why, null);
        }
        Fault fault = exchange instanceof Garbled ? Fault.GARBLED : Fault.BROKEN;
        return failed(fault, "every attempt at it failed, on servers that are well: " + why);
    }
}
