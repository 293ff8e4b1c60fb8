package dev.rollstream.policy;

import java.util.Arrays;
import java.util.List;

/**
 * Sequences, each of one prompt.
 *
 * @param promptOfRow index of each sequence's prompt in the list of prompts that goes with it
 * @param sequences of tokens, each with its end where it has one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Rows(int[] promptOfRow, List<int[]> sequences) {
    /** Checks that both have a row each, and that sequences have tokens. */
    public Rows {
        sequences = List.copyOf(sequences);
        if (promptOfRow.length != sequences.size() || sequences.isEmpty()) {
            throw new IllegalArgumentException(sequences.size() + " sequences for " + promptOfRow.length
                    + " rows; needed is one each, at least one");
        }
        for (int[] sequence : sequences) {
            if (sequence.length == 0) {
                throw new IllegalArgumentException("a sequence has no token");
            }
        }
    }

    /** The longest sequence. */
    int steps() {
        return TokenBatch.steps(sequences);
    }

    /** Tokens of all sequences. */
    public int tokens() {
        return sequences.stream().mapToInt(sequence -> sequence.length).sum();
    }

    /** Some of the rows; prompts stay numbered as they are. */
    Rows part(int from, int to) {
        return new Rows(Arrays.copyOfRange(promptOfRow, from, to), sequences.subList(from, to));
    }

    /** The prompts that any row has, ascending. */
    int[] usedPrompts() {
        return Arrays.stream(promptOfRow).sorted().distinct().toArray();
    }

    /** These rows with prompts numbered by their places in {@link #usedPrompts()}. */
    Rows renumbered() {
        int[] used = usedPrompts();
        int[] places = Arrays.stream(promptOfRow)
                .map(prompt -> Arrays.binarySearch(used, prompt))
                .toArray();
        return new Rows(places, sequences);
    }
}
