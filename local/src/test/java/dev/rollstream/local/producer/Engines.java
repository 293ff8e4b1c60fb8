package dev.rollstream.local.producer;

import dev.rollstream.avro.FinishReason;
import dev.rollstream.avro.LogprobKind;
import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.producer.worker.Engine;
import dev.rollstream.producer.worker.EngineUnavailableException;
import dev.rollstream.producer.worker.GenerationRequest;
import dev.rollstream.producer.worker.MemberResult.Completed;
import dev.rollstream.producer.worker.MemberResult.PolicyVersions;
import dev.rollstream.producer.worker.MemberResult.Sampled;
import dev.rollstream.producer.worker.MemberResult.Timing;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Engines that do what a test says. */
final class Engines {
    private Engines() {}

    /** What a generation does. */
    @FunctionalInterface
    interface Generation {
        void run(GenerationRequest request, Engine.MemberSink done)
                throws EngineUnavailableException, InterruptedException;
    }

    /** Completes every member with the same text. */
    static void complete(GenerationRequest request, Engine.MemberSink done, String text) throws InterruptedException {
        long version = request.policyVersion();
        for (int i = 0; i < request.groupSize(); i++) {
            done.accept(new Completed(
                    i,
                    text,
                    FinishReason.STOP,
                    Sampled.textOnly(),
                    new PolicyVersions(version, version),
                    new Timing(0, OptionalLong.empty(), 0)));
        }
    }

    static Engine of(Generation generation) {
        return of(generation, version -> {});
    }

    /** An engine that also does something with each version that is announced. */
    static Engine of(Generation generation, Consumer<PolicyVersion> announced) {
        return new Engine() {
            @Override
            public void announced(PolicyVersion version) {
                announced.accept(version);
            }

            @Override
            public String name() {
                return "test/1";
            }

            @Override
            public LogprobKind logprobKind() {
                return LogprobKind.RAW;
            }

            @Override
            public boolean needsPolicy() {
                return false;
            }

            @Override
            public void probe() {}

            @Override
            public void generate(GenerationRequest request, MemberSink done)
                    throws EngineUnavailableException, InterruptedException {
                generation.run(request, done);
            }

            @Override
            public void close() {}
        };
    }
}
