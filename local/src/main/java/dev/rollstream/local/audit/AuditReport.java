package dev.rollstream.local.audit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The findings of one audit.
 *
 * @param findings one for each guarantee
 * @param undecodable records of the topics written by stages that could not be decoded
 * @param window what was judged
 */
public record AuditReport(List<Finding> findings, long undecodable, Window window) {
    /** Copies the findings. */
    public AuditReport {
        findings = List.copyOf(findings);
    }

    /** Whether every guarantee held. */
    public boolean ok() {
        return findings.stream().allMatch(Finding::held);
    }

    /** The findings as JSON-ready maps: {@code ok}, and by guarantee {@code ok}, {@code checked}, {@code violations}, {@code examples}. */
    public Map<String, Object> toJson() {
        Map<String, Object> checks = new LinkedHashMap<>();
        for (Finding finding : findings) {
            Map<String, Object> check = new LinkedHashMap<>();
            check.put("ok", finding.held());
            check.put("checked", finding.checked());
            check.put("violations", finding.violations());
            check.put("examples", finding.examples());
            if (!finding.note().isEmpty()) {
                check.put("note", finding.note());
            }
            checks.put(finding.guarantee(), check);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ok", ok());
        json.put("checks", checks);
        return json;
    }
}
