package dev.rollstream.pretext.dataset;

import dev.rollstream.pretext.PromptFormat;
import dev.rollstream.pretext.Sample;
import dev.rollstream.pretext.SeededRandom;
import java.util.List;

/**
 * A task as an example to learn the form of answers from.
 *
 * @param instruction the whole user turn
 * @param output the whole answer, which ends in the boxed answer
 */
record WorkedAnswer(String instruction, String output) {
    private static final long DOMAIN = 0x636F_6C64_7374_6172L;

    /** What the released cold-start set asks for, one of the three a task; each leads to the same form of answer. */
    private static final List<String> PUBLISHED_SENTENCES = List.of(
            "Think first, as an internal monologue and put your final answer in '\\boxed{}'.",
            "Begin with a DETAILED analysis of what you see and put your final answer in '\\boxed{}'.",
            "Write down your detailed reasoning process and put your final answer in '\\boxed{}'.");

    private static final List<String> ENDINGS = List.of("The answer is ", "My answer: ", "So the final answer is ");

    /** Worked out in the words that the sample's seed chooses. */
    static WorkedAnswer of(Sample sample, ColdStartStyle style) {
        SeededRandom random = new SeededRandom(SeededRandom.mix(sample.seed() ^ DOMAIN));
        String reasoning = Reasoning.of(sample, random);
        String boxed = "\\boxed{" + sample.answer() + "}";
        String ending = Reasoning.pick(ENDINGS, random) + boxed;
        if (style == ColdStartStyle.THINK) {
            return new WorkedAnswer(
                    PromptFormat.prompt(sample.prompt()), "<think>" + reasoning + "</think>\n" + ending);
        }
        String sentence = Reasoning.pick(PUBLISHED_SENTENCES, random);
        return new WorkedAnswer(PromptFormat.question(sample.prompt()) + " " + sentence, reasoning + "\n" + ending);
    }
}
