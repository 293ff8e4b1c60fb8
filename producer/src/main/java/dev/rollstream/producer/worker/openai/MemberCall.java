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
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    private final Tools tools;
    private final GenerationRequest group;
    private final ChatRequest request;

    /** What all calls share. */
    record Tools(
            OpenAiSettings settings,
            ChatClient client,
            ChatReply replies,
            ServerPool pool,
            Backoff backoff,
            LongSupplier clockMs,
            MeterRegistry meters) {}

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
        Optional<Server> last = Optional.empty();
        for (int tries = 1; ; tries++) {
            Server server = tools.pool().acquire(last);
            last = Optional.of(server);
            Attempt attempt;
            try {
                attempt = attempt(server);
            } finally {
                tools.pool().release(server);
            }
            Exchange exchange = attempt.exchange();
            count(exchange);
            if (attempt.members().isPresent()) {
                return attempt.members().get();
            }
            if (exchange instanceof Rejected rejected) {
                return failed(rejected.fault(), rejected.why());
            }
            if (tools.clockMs().getAsLong() >= group.deadlineMs()) {
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

    /** One try; members are there if it went well. */
    private record Attempt(Exchange exchange, Optional<List<MemberResult>> members) {}

    private Attempt attempt(Server server) throws InterruptedException {
        OptionalLong versionBefore = server.weightVersion();
        long startedMs = tools.clockMs().getAsLong();
        byte[] body = request.body(tools.settings().dialect().flavor(), server.model());
        Exchange exchange = tools.client().complete(server.address(), body);
        if (exchange instanceof Answered answered) {
            return read(server, answered, versionBefore, startedMs);
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

    private Attempt read(Server server, Answered answered, OptionalLong versionBefore, long startedMs) {
        Reply reply;
        try {
            reply = tools.replies().read(answered.body(), request.sampling().getMaxTokens());
        } catch (GarbledReplyException e) {
            tools.pool().failed(server, String.valueOf(e.getMessage()));
            return new Attempt(new Garbled(String.valueOf(e.getMessage())), Optional.empty());
        }
        boolean mustName = tools.settings().versions().source() == VersionSource.SERVER;
        if (mustName && reply.weightVersion().isEmpty()) {
            tools.pool().eject(server, ServerTrial.NO_VERSION);
            return new Attempt(new Misfit(ServerTrial.NO_VERSION), Optional.empty());
        }
        tools.pool().answered(server);
        server.named(reply.weightVersion());
        PolicyVersions versions = versions(reply.weightVersion(), versionBefore);
        Timing timing =
                new Timing(startedMs, OptionalLong.empty(), tools.clockMs().getAsLong());
        return new Attempt(answered, Optional.of(members(reply, versions, timing)));
    }

    /** From what the server named before the request to what it named after it; what it never named is as the settings say. */
    private PolicyVersions versions(OptionalLong named, OptionalLong before) {
        if (named.isPresent()) {
            long newest = named.getAsLong();
            return new PolicyVersions(Math.min(newest, before.orElse(newest)), newest);
        }
        OpenAiSettings.Versions versions = tools.settings().versions();
        long version = versions.source() == VersionSource.POLICIES ? group.policyVersion() : versions.fixed();
        return new PolicyVersions(version, version);
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

    private void count(Exchange exchange) {
        String outcome = exchange.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        tools.meters().counter("rollstream.openai.requests", "outcome", outcome).increment();
    }
}
