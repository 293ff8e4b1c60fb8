package dev.rollstream.local.cli;

import dev.rollstream.local.audit.AuditReport;
import dev.rollstream.local.audit.Finding;
import java.io.PrintStream;
import java.time.Instant;

/** What an audit found, as a table for a person. */
final class AuditTables {
    private AuditTables() {}

    static void print(AuditReport report, PrintStream out) {
        out.printf("%-54s %10s %10s%n", "guarantee", "checked", "violated");
        for (Finding finding : report.findings()) {
            out.printf("%-54s %,10d %,10d%n", finding.guarantee(), finding.checked(), finding.violations());
            finding.examples().forEach(example -> out.println("    " + example));
            if (!finding.note().isEmpty()) {
                out.println("    note: " + finding.note());
            }
        }
        if (report.window().isCut()) {
            out.println("judged are groups since "
                    + Instant.ofEpochMilli(report.window().fromMs()) + ": retention has cut what was before");
        }
        if (report.undecodable() > 0) {
            out.println(report.undecodable() + " records could not be decoded");
        }
        out.println(report.ok() ? "audit passed" : "audit FAILED");
    }
}
