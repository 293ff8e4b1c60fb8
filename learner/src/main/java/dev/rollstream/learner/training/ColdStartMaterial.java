package dev.rollstream.learner.training;

import dev.rollstream.policy.PlaceTarget;
import dev.rollstream.policy.PromptFeatures;
import java.util.List;

/** What a policy that has learned nothing begins with. */
public interface ColdStartMaterial {
    /**
     * A picture with what it tells of itself, no question and no answer.
     *
     * @param prompt with the picture
     * @param target what is to be found in it
     */
    record Practice(PromptFeatures prompt, PlaceTarget target) {}

    /**
     * A question with completions to imitate, all of them alike: where a question has many, its pictures are looked at once for all.
     *
     * @param prompt the question
     * @param completions texts, at least one, in the words of the policy's vocabulary
     */
    record WorkedExample(PromptFeatures prompt, List<String> completions) {
        /** Copies the texts. */
        public WorkedExample {
            completions = List.copyOf(completions);
            if (completions.isEmpty()) {
                throw new IllegalArgumentException("a worked example has no completion");
            }
        }
    }

    /** What to practise on. */
    List<Practice> practice();

    /** What to imitate. */
    List<WorkedExample> examples();
}
