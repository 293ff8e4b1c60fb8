package dev.rollstream.local.doctor;

import java.util.List;
import java.util.Map;
import org.apache.kafka.server.common.MetadataVersion;

/** Whether a cluster's brokers can do what the stages ask of them. Pure: finalized features in, one line a feature out. */
final class FeatureChecks {
    private static final String SUBJECT = "cluster";
    private static final String METADATA = "metadata.version";
    private static final String SHARE = "share.version";
    private static final String TRANSACTION = "transaction.version";

    /** The first whose producers cannot have a late record slip into their next transaction. */
    private static final short SAFE_TRANSACTIONS = 2;

    private FeatureChecks() {}

    /**
     * Looks.
     *
     * @param levels finalized levels by feature; a feature that is off is missing
     */
    static List<DoctorLine> check(Map<String, Short> levels) {
        return List.of(version(levels), share(levels), transactions(levels));
    }

    private static DoctorLine version(Map<String, Short> levels) {
        Short level = levels.get(METADATA);
        if (level == null) {
            return DoctorLine.note(SUBJECT, "version", "the cluster does not say what it is: an older or another kind");
        }
        return DoctorLine.ok(SUBJECT, "version", name(level));
    }

    private static String name(short level) {
        try {
            return "Kafka " + MetadataVersion.fromFeatureLevel(level).shortVersion();
        } catch (IllegalArgumentException e) {
            return "newer than Kafka " + MetadataVersion.LATEST_PRODUCTION.shortVersion();
        }
    }

    private static DoctorLine share(Map<String, Short> levels) {
        boolean there = levels.getOrDefault(SHARE, (short) 0) > 0;
        return there
                ? DoctorLine.ok(SUBJECT, "share groups", "on")
                : DoctorLine.note(
                        SUBJECT,
                        "share groups",
                        "off: start workers with --queue consumer, or run Kafka 4.2 and"
                                + " 'kafka-features upgrade --feature share.version=1'");
    }

    private static DoctorLine transactions(Map<String, Short> levels) {
        short level = levels.getOrDefault(TRANSACTION, (short) 0);
        return level >= SAFE_TRANSACTIONS
                ? DoctorLine.ok(SUBJECT, "transaction version", Short.toString(level))
                : DoctorLine.note(
                        SUBJECT,
                        "transaction version",
                        level
                                + ": a record that was delayed in the network may slip into a later transaction; run Kafka 4.0 and"
                                + " 'kafka-features upgrade --feature transaction.version=2'");
    }
}
