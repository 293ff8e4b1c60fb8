package dev.rollstream.pretext.geometry;

/** How two blocks of a depth map lie to each other. Depths are scaled; distances are in pixels of the map. */
public enum PairKind {
    /** Side by side: at about the same height and depth, apart along the picture's rows. */
    NEAR {
        @Override
        boolean depthsFit(Extent a, Extent b) {
            return Math.abs(a.max - b.min) <= DEPTH_STEP && Math.abs(b.max - a.min) <= DEPTH_STEP;
        }

        @Override
        boolean depthsMayFit(Extent a, Extent minima, Extent maxima) {
            return a.max - minima.max <= DEPTH_STEP
                    && minima.min - a.max <= DEPTH_STEP
                    && a.min - maxima.max <= DEPTH_STEP
                    && maxima.min - a.min <= DEPTH_STEP;
        }

        @Override
        boolean placesFit(int dx, int dy, int minDistance) {
            return Math.abs(dy) < MAX_RISE && Math.abs(dx) >= minDistance;
        }
    },
    /** One behind the other: the depths of one all lie well beyond those of the other. */
    FAR {
        @Override
        boolean depthsFit(Extent a, Extent b) {
            return Math.max(a.min, b.min) - Math.min(a.max, b.max) >= DEPTH_STEP;
        }

        @Override
        boolean depthsMayFit(Extent a, Extent minima, Extent maxima) {
            return minima.max - a.max >= DEPTH_STEP || a.min - maxima.min >= DEPTH_STEP;
        }

        @Override
        boolean placesFit(int dx, int dy, int minDistance) {
            return (long) dx * dx + (long) dy * dy >= (long) minDistance * minDistance;
        }
    };

    private static final double DEPTH_STEP = 0.25;
    private static final int MAX_RISE = 30;

    /** From one scaled depth to another. */
    record Extent(double min, double max) {}

    /** Whether two blocks, each from its smallest to its largest depth, make such a pair. */
    abstract boolean depthsFit(Extent a, Extent b);

    /** Whether a block with its smallest depth within {@code minima} and its largest within {@code maxima} might. */
    abstract boolean depthsMayFit(Extent a, Extent minima, Extent maxima);

    /** Whether two centres that lie (dx, dy) apart make such a pair. */
    abstract boolean placesFit(int dx, int dy, int minDistance);
}
