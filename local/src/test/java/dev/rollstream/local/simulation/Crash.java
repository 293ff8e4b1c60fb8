package dev.rollstream.local.simulation;

/** What survives a crash of a stage. Only the first is what exactly-once promises; the others must be noticed. */
enum Crash {
    /** Outputs, stores and positions go back to the last commit together. */
    EXACTLY_ONCE,
    /** Stores and positions go back, outputs stay: at least once. */
    OUTPUTS_STAY,
    /** Outputs are lost, stores and positions stay: at most once. */
    OUTPUTS_LOST,
    /** Outputs and positions go back, stores keep what was not committed. */
    STORES_STAY,
    /** Outputs and positions go back, stores are lost altogether. */
    STORES_LOST;

    boolean keepsOutputs() {
        return this == OUTPUTS_STAY;
    }

    boolean keepsPositions() {
        return this == OUTPUTS_LOST;
    }

    boolean keepsStores() {
        return this == OUTPUTS_LOST || this == STORES_STAY;
    }
}
