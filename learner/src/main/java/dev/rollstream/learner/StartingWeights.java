package dev.rollstream.learner;

import dev.rollstream.learner.training.ColdStart;
import dev.rollstream.policy.Weights;

/** Where training begins when there is no checkpoint. */
@FunctionalInterface
public interface StartingWeights {
    /**
     * Makes them; this may take minutes.
     *
     * @param listener hears how it goes
     * @return weights, which the caller closes
     */
    Weights make(ColdStart.Listener listener);
}
