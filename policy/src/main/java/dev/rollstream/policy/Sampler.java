package dev.rollstream.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Samples completions and tells the log-probabilities of given ones.
 *
 * <p>One call is one batch. Each row draws from a generator of its own, so that with the same weights, prompts, seed and number of
 * threads a call gives the same completions, whatever else runs or ran. Thread-safe as long as nobody changes the weights.
 */
public final class Sampler {
    private final Weights weights;

    /** A sampler that reads {@code weights}, which stay the caller's to close. */
    public Sampler(Weights weights) {
        this.weights = weights;
    }

    /**
     * Several completions of each prompt.
     *
     * @param count of completions of each prompt, at least 1
     * @param seed of the batch
     * @return a list for each prompt
     */
    public List<List<Completion>> sample(List<PromptFeatures> prompts, int count, SamplingOptions options, long seed) {
        if (prompts.isEmpty() || count < 1) {
            throw new IllegalArgumentException("cannot sample " + count + " completions of " + prompts.size()
                    + " prompts; needed is one at least");
        }
        int[] promptOfRow = new int[prompts.size() * count];
        Arrays.setAll(promptOfRow, row -> row / count);
        Draft[] drafts = new Draft[promptOfRow.length];
        Arrays.setAll(drafts, row -> new Draft(SampleRandom.of(seed, row), options));
        try (NDManager batch = weights.manager().newSubManager()) {
            write(batch, prompts, promptOfRow, drafts, options.maxTokens());
        }
        List<List<Completion>> completions = new ArrayList<>();
        for (int prompt = 0; prompt < prompts.size(); prompt++) {
            completions.add(Arrays.stream(drafts, prompt * count, (prompt + 1) * count)
                    .map(Draft::completion)
                    .toList());
        }
        return completions;
    }

    private void write(
            NDManager batch, List<PromptFeatures> prompts, int[] promptOfRow, Draft[] drafts, int maxTokens) {
        Network network = weights.network();
        NDArray slots;
        NDArray state;
        try (NDManager looking = batch.newSubManager()) {
            Network.Reading reading = network.repeated(
                    network.read(PromptBatch.of(looking, prompts, weights.size().buckets())), promptOfRow);
            slots = reading.slots();
            state = reading.start().expandDims(0);
            slots.attach(batch);
            state.attach(batch);
        }
        TokenBatch.Trace[] traces = new TokenBatch.Trace[drafts.length];
        Arrays.setAll(traces, row -> new TokenBatch.Trace());
        for (int step = 0; step < maxTokens && Arrays.stream(drafts).anyMatch(Draft::open); step++) {
            try (NDManager one = batch.newSubManager()) {
                slots.attach(one);
                state.attach(one);
                Decoder.Steps steps = network.decode(state, slots, TokenBatch.of(one, traces));
                choose(steps.logits().toFloatArray(), drafts, traces);
                slots.attach(batch);
                state = steps.state();
                state.attach(batch);
            }
        }
    }

    private static void choose(float[] logits, Draft[] drafts, TokenBatch.Trace[] traces) {
        for (int row = 0; row < drafts.length; row++) {
            if (drafts[row].open()) {
                traces[row].add(drafts[row].write(logits, row * Vocabulary.size()));
            }
        }
    }

    /** A completion in the making. */
    private static final class Draft {
        private final SampleRandom random;
        private final SamplingOptions options;
        private final int[] tokens;
        private final float[] raw;
        private final float[] processed;
        private int length;

        Draft(SampleRandom random, SamplingOptions options) {
            this.random = random;
            this.options = options;
            this.tokens = new int[options.maxTokens()];
            this.raw = new float[options.maxTokens()];
            this.processed = new float[options.maxTokens()];
        }

        boolean ended() {
            return length > 0 && tokens[length - 1] == Vocabulary.END;
        }

        boolean open() {
            return length < tokens.length && !ended();
        }

        int write(float[] logits, int from) {
            TokenDistribution distribution = TokenDistribution.of(logits, from, Vocabulary.size(), options);
            int token = distribution.draw(random.uniform());
            raw[length] = (float) distribution.raw(token);
            processed[length] = (float) distribution.processed(token);
            tokens[length++] = token;
            return token;
        }

        Completion completion() {
            int[] written = Arrays.copyOf(tokens, length);
            LogProbs logProbs = new LogProbs(Arrays.copyOf(raw, length), Arrays.copyOf(processed, length));
            return new Completion(written, Vocabulary.text(written), logProbs, ended());
        }
    }

    /** The log-probabilities that {@link #sample} would have given for these sequences, up to rounding (1e-5). */
    public List<LogProbs> logProbs(List<PromptFeatures> prompts, Rows rows, SamplingOptions options) {
        float[] logits;
        try (NDManager batch = weights.manager().newSubManager()) {
            logits = weights.network().logits(batch, prompts, rows).toFloatArray();
        }
        List<LogProbs> all = new ArrayList<>();
        int steps = rows.steps();
        for (int row = 0; row < rows.sequences().size(); row++) {
            int[] sequence = rows.sequences().get(row);
            float[] raw = new float[sequence.length];
            float[] processed = new float[sequence.length];
            for (int step = 0; step < sequence.length; step++) {
                int from = (row * steps + step) * Vocabulary.size();
                TokenDistribution distribution = TokenDistribution.of(logits, from, Vocabulary.size(), options);
                raw[step] = (float) distribution.raw(sequence[step]);
                processed[step] = (float) distribution.processed(sequence[step]);
            }
            all.add(new LogProbs(raw, processed));
        }
        return all;
    }
}
