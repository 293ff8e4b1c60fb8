package dev.rollstream.producer.worker;

import dev.rollstream.avro.FinishReason;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What an engine made of one member of a group. */
public sealed interface MemberResult {
    /** The member: 0 to group size less one. */
    int index();

    /**
     * A completion.
     *
     * @param text decoded tokens, special ones left out
     * @param finishReason why it ended
     * @param sampled the tokens behind the text
     * @param policy version that sampled them
     * @param timing when it happened
     */
    record Completed(
            int index, String text, FinishReason finishReason, Sampled sampled, PolicyVersions policy, Timing timing)
            implements MemberResult {}

    /**
     * The task itself failed: the same task would fail again.
     *
     * @param fault the kind of failure
     * @param error what failed, for people
     */
    record Failed(int index, Fault fault, String error) implements MemberResult {}

    /**
     * What is known of the tokens behind a text. Never made up: an engine that reports text alone has no sequences.
     *
     * @param sequences the token sequences; empty: ids are not known
     * @param counted how many tokens the engine says it sampled, where it gives no sequences; empty: not known
     */
    record Sampled(List<Tokens> sequences, OptionalInt counted) {
        /** Copies the list. */
        public Sampled {
            sequences = List.copyOf(sequences);
        }

        /** One sequence. */
        public static Sampled of(Tokens sequence) {
            return new Sampled(List.of(sequence), OptionalInt.empty());
        }

        /** A text of which nothing else is known. */
        public static Sampled textOnly() {
            return new Sampled(List.of(), OptionalInt.empty());
        }

        /** A text of which only the number of tokens is known. */
        public static Sampled counted(int tokens) {
            return new Sampled(List.of(), OptionalInt.of(tokens));
        }

        /** How many tokens, over all sequences; empty: not known. */
        public OptionalInt count() {
            return sequences.isEmpty()
                    ? counted
                    : OptionalInt.of(sequences.stream()
                            .mapToInt(part -> part.ids().length)
                            .sum());
        }
    }

    /**
     * The prompt as the engine saw it, with everything that its template and its pictures turned into.
     *
     * @param length how many tokens; empty: not known
     * @param ids the tokens; empty: not known
     */
    @SuppressWarnings("ArrayRecordComponent") // as many as an engine saw, and compared by nobody
    record Prompt(OptionalInt length, int[] ids) {
        private static final int[] NO_IDS = {};

        /** A prompt of which nothing is known. */
        public static Prompt unknown() {
            return new Prompt(OptionalInt.empty(), NO_IDS);
        }

        /** A prompt of which only the length is known. */
        public static Prompt ofLength(int tokens) {
            return new Prompt(OptionalInt.of(tokens), NO_IDS);
        }

        /** A prompt that is known whole: one token at least. */
        public static Prompt ofIds(int[] ids) {
            return new Prompt(OptionalInt.of(ids.length), ids);
        }
    }

    /**
     * A token sequence.
     *
     * @param prompt what stood before it
     * @param ids the tokens
     * @param logprobs log-probability of each, as many; empty: not known
     */
    @SuppressWarnings("ArrayRecordComponent") // as many as an engine makes, and compared by nobody
    record Tokens(Prompt prompt, int[] ids, float[] logprobs) {
        /** Checks that the arrays fit together. */
        public Tokens {
            if (logprobs.length != 0 && logprobs.length != ids.length) {
                throw new IllegalArgumentException(
                        ids.length + " tokens with " + logprobs.length + " log-probabilities");
            }
        }
    }

    /**
     * Versions of the policy that sampled a member.
     *
     * @param oldest oldest version that sampled a token
     * @param newest newest version that sampled a token
     */
    record PolicyVersions(long oldest, long newest) {}

    /**
     * When a generation happened, by the worker's clock, milliseconds since the epoch.
     *
     * @param startedAtMs the request was sent
     * @param firstTokenAtMs the first token came; empty: not known
     * @param finishedAtMs the last token came
     */
    record Timing(long startedAtMs, OptionalLong firstTokenAtMs, long finishedAtMs) {}
}
