package dev.rollstream.producer.worker;

import dev.rollstream.avro.FinishReason;
import java.util.List;
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
     * @param tokens the tokens behind the text
     * @param policy version that sampled them
     * @param timing when it happened
     */
    record Completed(
            int index,
            String text,
            FinishReason finishReason,
            List<Tokens> tokens,
            PolicyVersions policy,
            Timing timing)
            implements MemberResult {
        /** Copies the list. */
        public Completed {
            tokens = List.copyOf(tokens);
        }
    }

    /**
     * The task itself failed: the same task would fail again.
     *
     * @param error what failed, for people
     */
    record Failed(int index, String error) implements MemberResult {}

    /**
     * A token sequence.
     *
     * @param promptLength prompt tokens before it as the engine saw them; negative: not known
     * @param ids the tokens
     * @param logprobs log-probability of each, as many; empty: not known
     */
    @SuppressWarnings("ArrayRecordComponent") // as many as an engine makes, and compared by nobody
    record Tokens(int promptLength, int[] ids, float[] logprobs) {
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
