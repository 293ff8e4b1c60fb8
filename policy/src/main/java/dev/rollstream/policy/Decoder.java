package dev.rollstream.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;

/**
 * Writes tokens. Gated recurrent units read the token before and the labels written so far, starting from the prompt's text: they
 * give every token a logit. Pictures add to the logits of the eight labels only, in two ways: a pointer, the product of a query (of
 * the state and of the slot of the label written last) with each label's slot; and a dense layer over state, that slot and the text's
 * slot, for answers that name no slot, such as the direction of a flip. How often a label was written counts for or against it, by
 * a factor that the state decides: an order names each label once, a flip may name one twice.
 */
final class Decoder {
    private final Layers layers;
    private final ModelSize size;

    Decoder(Layers layers, ModelSize size) {
        this.layers = layers;
        this.size = size;
    }

    /**
     * Some steps.
     *
     * @param logits N x T x vocabulary
     * @param state 1 x N x hidden, after the last step
     */
    record Steps(NDArray logits, NDArray state) {}

    /** States before the first step, P x hidden. */
    NDArray start(PromptBatch prompts) {
        return layers.product("language.words", prompts.text())
                .add(layers.parameter("language.start"))
                .tanh();
    }

    /**
     * Reads on.
     *
     * @param state 1 x N x hidden
     * @param slots N x 9 x width, the slots of each row's prompt
     */
    Steps read(NDArray state, NDArray slots, TokenBatch tokens) {
        NDArray token = tokens.before().matMul(layers.parameter("language.token"));
        NDList read = layers.recurrent("language.gru", token.concat(tokens.written(), 2), state);
        NDArray hidden = read.get(0);
        NDArray labels = slots.get(":, :" + Vocabulary.LABELS);
        NDArray last = tokens.last().matMul(labels);
        NDArray query = layers.dense("relation.point", hidden.concat(last, 2));
        NDArray pointed = Scalars.quotient(query.matMul(labels.transpose(0, 2, 1)), Math.sqrt(size.width()));
        NDArray text = slots.get(":, " + Vocabulary.LABELS + ":").broadcast(last.getShape());
        NDArray mixed = Activation.relu(
                layers.dense("relation.mix", hidden.concat(last, 2).concat(text, 2)));
        NDArray repeats = tokens.written().mul(layers.dense("language.repeat", hidden));
        NDArray seen = pointed.add(layers.dense("relation.label", mixed)).add(repeats);
        Shape rest =
                new Shape(seen.getShape().get(0), seen.getShape().get(1), Vocabulary.size() - (long) Vocabulary.LABELS);
        NDArray logits = layers.dense("language.next", hidden)
                .add(seen.concat(seen.getManager().zeros(rest), 2));
        return new Steps(logits, read.get(1));
    }
}
