package dev.rollstream.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/** How badly the place encoder finds markers and guesses depths. */
final class PlaceLoss {
    private PlaceLoss() {}

    /** Mean cross-entropy of the markers' cells, plus mean squared error of the known depths. */
    static NDArray of(NDManager manager, PlaceEncoder.Places places, List<PlaceTarget> targets) {
        float[] cells = new float[targets.size() * PlaceEncoder.MARKERS * PlaceEncoder.CELLS];
        float[] depths = new float[targets.size() * PlaceEncoder.CELLS];
        float[] known = new float[depths.length];
        int markers = 0;
        int measured = 0;
        for (int i = 0; i < targets.size(); i++) {
            PlaceTarget target = targets.get(i);
            for (int marker = 0; marker < PlaceEncoder.MARKERS; marker++) {
                if (target.markerCells()[marker] >= 0) {
                    cells[(i * PlaceEncoder.MARKERS + marker) * PlaceEncoder.CELLS + target.markerCells()[marker]] = 1;
                    markers++;
                }
            }
            for (int cell = 0; cell < PlaceEncoder.CELLS; cell++) {
                float depth = target.depth()[cell];
                if (!Float.isNaN(depth)) {
                    depths[i * PlaceEncoder.CELLS + cell] = depth;
                    known[i * PlaceEncoder.CELLS + cell] = 1;
                    measured++;
                }
            }
        }
        NDArray right = manager.create(cells, new Shape(targets.size(), PlaceEncoder.MARKERS, PlaceEncoder.CELLS));
        NDArray finding =
                Scalars.quotient(places.finding().logSoftmax(2).mul(right).sum(), -Math.max(1, markers));
        Shape map = new Shape(targets.size(), PlaceEncoder.CELLS);
        NDArray error = places.depth().sub(manager.create(depths, map)).mul(manager.create(known, map));
        return finding.add(Scalars.quotient(error.square().sum(), Math.max(1, measured)));
    }
}
