package dev.rollstream.learner.reader;

import dev.rollstream.avro.ReceiptOutcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects one batch: judged records in, groups, refusals, counts and the position's moves out. */
final class BatchBuilder {
    private final StalenessGate gate;
    private final long currentVersion;
    private final List<TrainingGroup> groups = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private final Map<PassedOver, Integer> passedOver = new EnumMap<>(PassedOver.class);
    private final Map<Integer, Long> moves = new HashMap<>();

    BatchBuilder(StalenessGate gate, long currentVersion) {
        this.gate = gate;
        this.currentVersion = currentVersion;
    }

    /** Adds a judged record and moves the position past it. */
    void add(ReadAhead.Judged judged) {
        add(judged.verdict());
        moves.put(judged.partition(), judged.next());
    }

    /** Adds a judged record; the position stays. */
    void add(Verdict verdict) {
        if (verdict instanceof Verdict.Train train) {
            admit(train.group());
        } else if (verdict instanceof Verdict.Refuse refusal) {
            refused.add(refusal.refused());
        } else if (verdict instanceof Verdict.Skip skip) {
            passedOver.merge(skip.why(), 1, Integer::sum);
        }
    }

    private void admit(TrainingGroup group) {
        Optional<String> stale = gate.refusal(new IndexedGroup(group.ref(), group.advantages()), currentVersion);
        stale.ifPresentOrElse(
                why -> refused.add(new Refused(group.ref(), ReceiptOutcome.STALE, why)), () -> groups.add(group));
    }

    int groups() {
        return groups.size();
    }

    int refused() {
        return refused.size();
    }

    boolean isEmpty() {
        return moves.isEmpty();
    }

    /** The batch, its position moved past what was added. */
    Batch build(Position before) {
        return buildAt(before.advancedTo(moves));
    }

    /** The batch, its position as given. */
    Batch buildAt(Position after) {
        return new Batch(groups, refused, passedOver, after);
    }
}
