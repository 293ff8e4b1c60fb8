package dev.rollstream.producer.worker;

import dev.rollstream.avro.LogprobKind;

/** An engine that does what a test says. */
final class FakeEngine implements Engine {
    private final Probe probe;
    private final Generation generation;
    private boolean needsPolicy;

    /** What a probe does. */
    interface Probe {
        void run() throws EngineUnavailableException, InterruptedException;
    }

    /** What a generation does. */
    interface Generation {
        void run(GenerationRequest request, MemberSink done) throws EngineUnavailableException, InterruptedException;
    }

    FakeEngine(Probe probe) {
        this(probe, (request, done) -> {
            throw new AssertionError("nothing to generate here");
        });
    }

    FakeEngine(Generation generation) {
        this(() -> {}, generation);
    }

    private FakeEngine(Probe probe, Generation generation) {
        this.probe = probe;
        this.generation = generation;
    }

    FakeEngine needingPolicy() {
        needsPolicy = true;
        return this;
    }

    @Override
    public String name() {
        return "fake/1";
    }

    @Override
    public LogprobKind logprobKind() {
        return LogprobKind.RAW;
    }

    @Override
    public boolean needsPolicy() {
        return needsPolicy;
    }

    @Override
    public void probe() throws EngineUnavailableException, InterruptedException {
        probe.run();
    }

    @Override
    public void generate(GenerationRequest request, MemberSink done)
            throws EngineUnavailableException, InterruptedException {
        generation.run(request, done);
    }

    @Override
    public void close() {}
}
