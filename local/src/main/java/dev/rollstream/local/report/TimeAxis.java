package dev.rollstream.local.report;

/** Time since the run began, in a unit that fits its length. */
record TimeAxis(long startMs, double unitMs, String unit) {
    private static final double SECOND = 1e3;
    private static final double MINUTE = 60e3;
    private static final double HOUR = 3600e3;
    private static final int SHORT = 3;
    private static final int LONG = 300;

    static TimeAxis of(Flow flow) {
        double spanMs = (double) flow.lastMs() - flow.firstMs();
        if (spanMs < SHORT * MINUTE) {
            return new TimeAxis(flow.firstMs(), SECOND, "s");
        }
        return spanMs < LONG * MINUTE
                ? new TimeAxis(flow.firstMs(), MINUTE, "min")
                : new TimeAxis(flow.firstMs(), HOUR, "h");
    }

    /** Where a time lies; nothing lies before the start. */
    double at(double timeMs) {
        return Math.max(0, (timeMs - startMs) / unitMs);
    }

    Chart.Axis axis() {
        return new Chart.Axis("time since the first task (" + unit + ")", Chart.Scale.AMOUNT);
    }
}
