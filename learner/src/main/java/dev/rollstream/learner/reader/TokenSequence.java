package dev.rollstream.learner.reader;

import dev.rollstream.avro.PackedArrays;
import dev.rollstream.avro.Sequence;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One token sequence of a rollout with its packed arrays as primitives, unpacked when asked for. Its counts were checked
 * when the group was read.
 *
 * @param sequence the record as it came
 */
public record TokenSequence(Sequence sequence) {
    /** The prompt's token ids as the engine saw them; empty: not reported. */
    public Optional<int[]> promptTokenIds() {
        return Optional.ofNullable(sequence.getPromptTokenIds())
                .map(packed -> PackedArrays.unpackInts(packed, sequence.getPromptLength()));
    }

    /** The ids of the tokens after the prompt; empty: not reported. */
    public Optional<int[]> tokenIds() {
        return Optional.ofNullable(sequence.getTokenIds())
                .map(packed -> PackedArrays.unpackInts(packed, sequence.getTokenCount()));
    }

    /** Natural logarithm of each token's probability, of the rollout's kind; empty: not reported. */
    public Optional<float[]> logprobs() {
        return Optional.ofNullable(sequence.getLogprobs())
                .map(packed -> PackedArrays.unpackFloats(packed, sequence.getTokenCount()));
    }

    /** Which tokens after the prompt train; empty: all of them. */
    public Optional<boolean[]> lossMask() {
        ByteBuffer packed = sequence.getLossMask();
        if (packed == null) {
            return Optional.empty();
        }
        boolean[] trains = new boolean[packed.remaining()];
        for (int i = 0; i < trains.length; i++) {
            trains[i] = packed.get(packed.position() + i) != 0;
        }
        return Optional.of(trains);
    }
}
