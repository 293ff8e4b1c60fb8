package dev.rollstream.local.report;

import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.ReceiptOutcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Colours that mean the same in every chart of a report. */
final class Palette {
    static final int INK = 0x1D2330;
    static final int ACCENT = 0x2F5BEA;
    static final int SECOND = 0xE0761B;

    private static final int GREEN = 0x14936A;
    private static final int GREY = 0x98A2B3;
    private static final int RED = 0xD1453B;
    private static final int MAGENTA = 0xC2417C;
    private static final int VIOLET = 0x7A5BD6;
    private static final int OCHRE = 0xB08900;
    private static final int[] TASKS = {ACCENT, SECOND, GREEN, MAGENTA, VIOLET, 0x0F93B0, OCHRE, RED, 0x5D6B7A, 0x8A5A3C
    };

    private final List<String> tasks;

    /** Colours for these kinds of task; more than ten share some. */
    Palette(Collection<String> tasks) {
        this.tasks = new ArrayList<>(new TreeSet<>(tasks));
    }

    int ofTask(String task) {
        return TASKS[Math.max(0, tasks.indexOf(task)) % TASKS.length];
    }

    static int of(GroupOutcome outcome) {
        return switch (outcome) {
            case COMPLETE -> GREEN;
            case PARTIAL -> OCHRE;
            case FILTERED -> GREY;
            case EXPIRED -> RED;
            case CANCELLED -> MAGENTA;
            case UNKNOWN -> INK;
        };
    }

    static int of(ReceiptOutcome outcome) {
        return switch (outcome) {
            case TRAINED -> GREEN;
            case STALE -> SECOND;
            case PAYLOAD_GONE -> RED;
            case PAYLOAD_INVALID -> MAGENTA;
            case PROMPT_MISMATCH -> VIOLET;
            case UNKNOWN -> INK;
        };
    }
}
