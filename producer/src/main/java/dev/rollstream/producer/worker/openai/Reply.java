package dev.rollstream.producer.worker.openai;

import dev.rollstream.avro.FinishReason;
import dev.rollstream.producer.worker.MemberResult.Tokens;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a server answered, checked.
 *
 * @param weightVersion version of the weights that the server names; empty: none, or no number
 * @param choices completions, each of another position
 */
record Reply(OptionalLong weightVersion, List<Choice> choices) {
    /** One completion. */
    sealed interface Choice {
        /** Which of the request's completions it is, from 0. */
        int position();
    }

    /**
     * A completion that can be used.
     *
     * @param tokens one sequence; empty: the server gives no token ids
     */
    record Good(int position, String text, FinishReason finish, List<Tokens> tokens) implements Choice {}

    /**
     * One that cannot.
     *
     * @param why what is wrong with it
     */
    record Bad(int position, String why) implements Choice {}
}
