package dev.rollstream.local.report;

import dev.rollstream.avro.PolicyVersion;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** What learners say of themselves: the figures of published versions, by policy. */
final class LearnerFigures {
    private static final int MAX_POLICIES = 16;
    private static final int MAX_METRICS = 64;
    private static final int MAX_BUCKETS = 400;

    private final SortedMap<String, Policy> policies = new TreeMap<>();

    /** The versions of one policy. */
    static final class Policy {
        private final SortedMap<String, Buckets<Mean>> metrics = new TreeMap<>();
        private long versions;
        private long newest = -1;
        private long metricsLeftOut;
        private long notFinite;

        private void add(PolicyVersion version) {
            versions++;
            newest = Math.max(newest, version.getVersion());
            version.getMetrics().forEach((name, value) -> add(Clip.name(name), version.getVersion(), value));
        }

        private void add(String name, long version, double value) {
            if (!metrics.containsKey(name) && metrics.size() == MAX_METRICS) {
                metricsLeftOut++;
                return;
            }
            if (!Double.isFinite(value)) {
                notFinite++;
            }
            metrics.computeIfAbsent(name, any -> new Buckets<>(MAX_BUCKETS, 1, Mean::new, Mean::plus))
                    .at(version)
                    .add(value);
        }

        /** Published versions. */
        long versions() {
            return versions;
        }

        /** By name and version. */
        SortedMap<String, Buckets<Mean>> metrics() {
            return Collections.unmodifiableSortedMap(metrics);
        }

        /** Values that are not numbers one can draw. */
        long notFinite() {
            return notFinite;
        }

        /** Values whose name came too late to be kept. */
        long metricsLeftOut() {
            return metricsLeftOut;
        }
    }

    void add(PolicyVersion version) {
        String id = version.getPolicyId();
        if (policies.containsKey(id) || policies.size() < MAX_POLICIES) {
            policies.computeIfAbsent(id, any -> new Policy()).add(version);
        }
    }

    /** The policy with most versions, if any was published. */
    Optional<String> main() {
        return policies.entrySet().stream()
                .max(Comparator.<Map.Entry<String, Policy>>comparingLong(
                                entry -> entry.getValue().versions())
                        .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
                .map(Map.Entry::getKey);
    }

    Optional<Policy> of(String policyId) {
        return Optional.ofNullable(policies.get(policyId));
    }

    /** Newest published version of a policy; empty if none was. */
    OptionalLong newest(String policyId) {
        return of(policyId).map(policy -> OptionalLong.of(policy.newest)).orElse(OptionalLong.empty());
    }

    /** Ids, sorted. */
    SortedMap<String, Policy> policies() {
        return Collections.unmodifiableSortedMap(policies);
    }
}
