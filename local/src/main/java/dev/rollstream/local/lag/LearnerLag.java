package dev.rollstream.local.lag;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What waits for a learner: groups that train, behind its position.
 *
 * @param learner its name
 * @param policy policy that it trains; empty: none
 * @param version newest version of it; empty: none
 * @param groups that wait
 * @param uncounted records more that may hold some: too many to look at
 * @param ageMs age of the oldest; empty if there is none
 * @param behind how many versions older than the learner's the oldest token of a waiting group is, on average; empty if that is
 *     known of none
 * @param mostBehind the same at most
 */
public record LearnerLag(
        String learner,
        String policy,
        OptionalLong version,
        long groups,
        long uncounted,
        OptionalLong ageMs,
        OptionalDouble behind,
        OptionalLong mostBehind) {
    /** JSON-ready; what is not known is left out. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("learner", learner);
        if (!policy.isEmpty()) {
            json.put("policy", policy);
        }
        version.ifPresent(known -> json.put("version", known));
        json.put("groups", groups);
        json.put("uncounted", uncounted);
        LagReport.seconds(json, "age_s", ageMs);
        behind.ifPresent(known -> json.put("versions_behind", known));
        mostBehind.ifPresent(known -> json.put("versions_behind_most", known));
        return json;
    }
}
