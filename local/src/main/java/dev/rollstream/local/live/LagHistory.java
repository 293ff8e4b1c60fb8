package dev.rollstream.local.live;

import dev.rollstream.local.live.LiveSnapshot.StageNow;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What was seen of each stage's lag since the looking began: of the time before nobody knows. As many looks as fit; beyond that every
 * second one is forgotten, and from then on half as many are kept.
 */
public final class LagHistory {
    private static final int LIMIT = 720;

    private final List<Look> looks = new ArrayList<>();
    private int keepEvery = 1;
    private long seen;

    /** Nothing seen yet. */
    public LagHistory() {}

    /**
     * A stage at a moment.
     *
     * @param stage its name
     * @param lag records that waited; groups, of a learner
     * @param ageMs age of the oldest; empty: nothing waited, or it was not known
     * @param perSecond how much it made a second; empty: not known
     */
    public record StageThen(String stage, long lag, OptionalLong ageMs, OptionalDouble perSecond) {
        private static StageThen of(StageNow now) {
            return new StageThen(now.stage(), now.inputs().lag(), now.inputs().ageMs(), now.perSecond());
        }
    }

    /**
     * A look.
     *
     * @param atMs when, milliseconds since the epoch
     * @param stages in the order of the flow
     */
    public record Look(long atMs, List<StageThen> stages) {
        /** Copies the list. */
        public Look {
            stages = List.copyOf(stages);
        }
    }

    /** Adds a look that is later than all before. */
    public void add(LiveSnapshot snapshot) {
        if (seen++ % keepEvery != 0) {
            return;
        }
        looks.add(new Look(
                snapshot.window().atMs(),
                snapshot.stages().stream().map(StageThen::of).toList()));
        if (looks.size() > LIMIT) {
            for (int i = looks.size() - 1; i > 0; i -= 2) {
                looks.remove(i - 1);
            }
            keepEvery *= 2;
        }
    }

    /** The looks that are kept, in order. */
    public List<Look> looks() {
        return List.copyOf(looks);
    }

    /** The lag of a stage at the newest looks, in order, so many at most. */
    public List<Long> newestLags(String stage, int most) {
        return looks.subList(Math.max(0, looks.size() - most), looks.size()).stream()
                .flatMap(look -> look.stages().stream())
                .filter(then -> then.stage().equals(stage))
                .map(StageThen::lag)
                .toList();
    }
}
