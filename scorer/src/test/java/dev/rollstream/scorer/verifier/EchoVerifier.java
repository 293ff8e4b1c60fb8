package dev.rollstream.scorer.verifier;

import java.util.List;

/** Found by the service loader in tests: the whole text is the answer. */
public final class EchoVerifier implements Verifier {
    static final String NAME = "echo";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Verdict verify(Completion completion, AnswerSpec answer) {
        double accuracy = completion.text().equals(answer.groundTruth()) ? 1 : 0;
        return new Verdict.Scored(
                List.of(new RewardComponent(RewardComponent.ACCURACY, accuracy)), accuracy, completion.text());
    }
}
