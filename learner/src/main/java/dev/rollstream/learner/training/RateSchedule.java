package dev.rollstream.learner.training;

/**
 * The share of the learning rate at a step, counted from 0: it rises linearly over the warm-up, falls along half a cosine to the last
 * step, and stays at the floor from there. A function of the step alone, so that a restart goes on as if there had been none.
 *
 * @param warmUpSteps until the full rate
 * @param lastStep at which the floor is reached; 0: the rate never falls
 * @param floor share that is left at the end, 0 to 1
 */
public record RateSchedule(long warmUpSteps, long lastStep, double floor) {
    /** Checks the bounds. */
    public RateSchedule {
        if (warmUpSteps < 0 || lastStep < 0 || !(floor >= 0 && floor <= 1)) {
            throw new IllegalArgumentException("no schedule has a warm-up of " + warmUpSteps + " steps, a last step "
                    + lastStep + " and a floor of " + floor);
        }
    }

    /** The full rate from the first step on. */
    public static RateSchedule constant() {
        return new RateSchedule(0, 0, 1);
    }

    /** The share at a step. */
    public double share(long step) {
        double warmth = step >= warmUpSteps ? 1 : (step + 1) / (double) (warmUpSteps + 1);
        if (lastStep == 0) {
            return warmth;
        }
        double done = Math.min(1, step / (double) lastStep);
        return warmth * (floor + (1 - floor) * 0.5 * (1 + StrictMath.cos(Math.PI * done)));
    }
}
