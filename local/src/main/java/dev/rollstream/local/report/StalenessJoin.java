package dev.rollstream.local.report;

import dev.rollstream.avro.Receipt;
import dev.rollstream.avro.ReceiptOutcome;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many versions behind groups were when the learner took them: the version before the step less the oldest version that sampled a
 * token. Terminal records and receipts may come in any order; whichever comes first waits, within a limit.
 */
final class StalenessJoin {
    private static final int MAX_BUCKETS = 400;

    private final int limit;
    private final Map<String, Long> versions = new LinkedHashMap<>();
    private final Map<String, Long> steps = new LinkedHashMap<>();
    private final Buckets<Mean> byVersion = new Buckets<>(MAX_BUCKETS, 1, Mean::new, Mean::plus);
    private long forgotten;

    /**
     * Nothing joined yet.
     *
     * @param limit how many of each kind may wait
     */
    StalenessJoin(int limit) {
        this.limit = limit;
    }

    /** A usable group's oldest version. */
    void group(String groupId, long oldestVersion) {
        Long step = steps.remove(groupId);
        if (step == null) {
            keep(versions, groupId, oldestVersion);
        } else {
            join(step, oldestVersion);
        }
    }

    /** What a learner did with a group. */
    void receipt(Receipt receipt) {
        boolean counts = receipt.getOutcome() == ReceiptOutcome.TRAINED || receipt.getOutcome() == ReceiptOutcome.STALE;
        if (!counts || receipt.getVersionIn() == null) {
            return;
        }
        Long oldest = versions.remove(receipt.getGroupId());
        if (oldest == null) {
            keep(steps, receipt.getGroupId(), receipt.getVersionIn());
        } else {
            join(receipt.getVersionIn(), oldest);
        }
    }

    private void keep(Map<String, Long> waiting, String groupId, long version) {
        waiting.put(groupId, version);
        if (waiting.size() > limit) {
            waiting.remove(waiting.keySet().iterator().next());
            forgotten++;
        }
    }

    private void join(long versionIn, long oldest) {
        byVersion.at(versionIn).add((double) versionIn - oldest);
    }

    /** By the version before the step. */
    Buckets<Mean> byVersion() {
        return byVersion;
    }

    /** Records that waited for their counterpart in vain and were dropped. */
    long forgotten() {
        return forgotten;
    }
}
