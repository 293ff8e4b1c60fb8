package dev.rollstream.local.bench;

import dev.rollstream.avro.Topic;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.local.audit.Audit;
import dev.rollstream.local.audit.AuditReport;
import dev.rollstream.local.audit.Finding;
import dev.rollstream.local.audit.Guarantee;
import dev.rollstream.local.audit.Guarantees;
import dev.rollstream.local.topics.TopicReader;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Shows that what was timed did its work: before that, a time is none. */
final class Proof {
    private Proof() {}

    /**
     * Audits a stream, and compares it with what its workload must give.
     *
     * @throws StageException naming what is not as it should be
     */
    static void ofStream(StageConfig config, RegistryClient registry, Truth truth) {
        List<Guarantee> guarantees = new ArrayList<>(Guarantees.all(config.topics()));
        guarantees.add(truth);
        AuditReport report = new Audit(config, registry, guarantees).run();
        if (!report.ok() || report.undecodable() > 0) {
            throw new StageException("what was measured is wrong, so its time does not count: "
                    + report.undecodable() + " records cannot be decoded; "
                    + report.findings().stream()
                            .filter(finding -> !finding.held())
                            .map(Proof::sentence)
                            .collect(Collectors.joining("; ")));
        }
    }

    private static String sentence(Finding finding) {
        return finding.guarantee() + ": " + String.join(", ", finding.examples());
    }

    /**
     * Checks what a floor has written.
     *
     * @param records as many
     * @param bytes of values, all together
     * @throws StageException if it wrote anything else
     */
    static void ofFloor(StageConfig config, Topic<?> output, long records, long bytes) {
        AtomicLong seen = new AtomicLong();
        AtomicLong seenBytes = new AtomicLong();
        try (TopicReader reader = new TopicReader(config, "bench-proof")) {
            reader.read(reader.writtenEnds(output), record -> {
                seen.incrementAndGet();
                seenBytes.addAndGet(record.value().length);
            });
        }
        if (seen.get() != records || seenBytes.get() != bytes) {
            throw new StageException("the limit wrote " + seen + " records of " + seenBytes + " bytes, not " + records
                    + " of " + bytes + ", so its time does not count");
        }
    }
}
