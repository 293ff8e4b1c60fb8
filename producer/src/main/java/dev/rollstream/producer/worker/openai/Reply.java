package dev.rollstream.producer.worker.openai;

import dev.rollstream.avro.FinishReason;
import dev.rollstream.producer.worker.Fault;
import dev.rollstream.producer.worker.MemberResult.Sampled;
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
     * @param sampled the tokens, as far as the server tells
     */
    record Good(int position, String text, FinishReason finish, Sampled sampled) implements Choice {}

    /**
     * One that cannot.
     *
     * @param fault the kind of failure
     * @param why what is wrong with it
     */
    record Bad(int position, Fault fault, String why) implements Choice {}
}
