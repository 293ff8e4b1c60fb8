package dev.rollstream.learner;

import dev.rollstream.learner.training.ColdStart;
import dev.rollstream.policy.Weights;
import dev.rollstream.runtime.StopSignal;

/** Where training begins when there is no checkpoint. */
@FunctionalInterface
public interface StartingWeights {
    /**
     * Makes them; this may take minutes.
     *
     * @param listener hears how it goes
     * @param stop asked between the items of the work
     * @return weights, which the caller closes
     * @throws dev.rollstream.runtime.StoppedException if it was stopped before its end
     */
    Weights make(ColdStart.Listener listener, StopSignal stop);
}
