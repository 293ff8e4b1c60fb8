package dev.rollstream.local.cli;

import dev.rollstream.aggregator.estimator.Estimators;
import dev.rollstream.avro.EstimatorSettings;
import dev.rollstream.avro.FilterSettings;
import dev.rollstream.avro.Purpose;
import dev.rollstream.producer.task.GroupSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the groups of a run have in common. */
final class GroupOptions {
    private static final int TRAINING_SIZE = 8;

    /** What may be said of training groups alone. */
    private static final List<String> TRAINING_ONLY = List.of(
            "--min-group-size",
            "--estimator",
            "--ddof",
            "--epsilon",
            "--filter-zero-variance",
            "--filter-metric",
            "--filter-low",
            "--filter-high",
            "--learner");

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Option(
            names = "--group-size",
            paramLabel = "N",
            description = "Completions of each prompt (default: " + TRAINING_SIZE + ", to evaluate 1).")
    private @Nullable Integer size;

    @Option(
            names = "--min-group-size",
            paramLabel = "N",
            description = "Fewest scored members that still give advantages (default: the group size).")
    private @Nullable Integer minSize;

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            defaultValue = "10m",
            description = "Time from a group's answer key to its deadline (default: ${DEFAULT-VALUE}).")
    private Duration ttl = Duration.ofMinutes(10);

    @Option(
            names = "--purpose",
            paramLabel = "NAME",
            defaultValue = "train",
            description = {
                "train, or eval: the groups measure a policy, and are never filtered, given advantages, or trained on",
                "(default: ${DEFAULT-VALUE}). To evaluate is greedy, with one completion, and one pass over a dataset's rows as stored,",
                "where --temperature, --group-size, --epochs, --count and --order do not say otherwise."
            })
    private GroupPurpose purpose = GroupPurpose.TRAIN;

    @Option(
            names = "--dataset-name",
            paramLabel = "NAME",
            description = "Data set that the groups count for, in reports (default: the name of --dataset's file).")
    private @Nullable String dataset;

    @Option(names = "--policy", paramLabel = "ID", description = "Policy that should answer (default: any).")
    private @Nullable String policy;

    @Option(
            names = "--min-policy-version",
            paramLabel = "N",
            description = "Version of the policy that workers wait for (default: any; with --sync the learner's).")
    private @Nullable Long minPolicyVersion;

    @Option(
            names = "--verifier",
            paramLabel = "NAME",
            defaultValue = "spatial-ssrl",
            description = "Rule that scores completions (default: ${DEFAULT-VALUE}).")
    private String verifier = "spatial-ssrl";

    @Option(names = "--verifier-param", paramLabel = "NAME=VALUE", description = "A parameter of the verifier.")
    private Map<String, String> verifierParameters = new LinkedHashMap<>();

    @Option(
            names = "--estimator",
            paramLabel = "NAME",
            description = "Estimator of the advantages, with its defaults; 'rollstream advantages --help' lists them "
                    + "(default: grpo).")
    private @Nullable String estimator;

    @Option(names = "--ddof", paramLabel = "0|1", description = "Degrees of freedom of the estimator's deviation.")
    private @Nullable Integer ddof;

    @Option(names = "--epsilon", paramLabel = "X", description = "What the estimator adds to its divisor.")
    private @Nullable Double epsilon;

    @Option(names = "--filter-zero-variance", description = "Drops groups whose members all have the same reward.")
    private boolean filterZeroVariance;

    @Option(
            names = "--filter-metric",
            paramLabel = "NAME",
            description = "Reward component whose mean must lie strictly between the bounds (default: accuracy).")
    private @Nullable String filterMetric;

    @Option(names = "--filter-low", paramLabel = "X", description = "Lower bound of that mean (default: none).")
    private @Nullable Double filterLow;

    @Option(names = "--filter-high", paramLabel = "X", description = "Upper bound of that mean (default: none).")
    private @Nullable Double filterHigh;

    /** What groups are made for. */
    enum GroupPurpose {
        /** To train a policy. */
        TRAIN(Purpose.TRAIN),
        /** To measure one. */
        EVAL(Purpose.EVAL);

        private final Purpose purpose;

        GroupPurpose(Purpose purpose) {
            this.purpose = purpose;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What the groups are made for. */
    GroupPurpose purpose() {
        return purpose;
    }

    /**
     * The settings.
     *
     * @param unsaidDataset data set that groups count for where none is named
     * @throws IllegalArgumentException if a value is out of range, or there is no such estimator
     */
    GroupSettings settings(Optional<String> unsaidDataset) {
        requireTrainingWhereItIsMeant();
        int members = size != null ? size : purpose == GroupPurpose.EVAL ? 1 : TRAINING_SIZE;
        GroupSettings.Target target = new GroupSettings.Target(
                purpose.purpose,
                dataset == null ? unsaidDataset : Optional.of(dataset),
                Optional.ofNullable(policy),
                minPolicyVersion == null ? OptionalLong.empty() : OptionalLong.of(minPolicyVersion));
        GroupSettings.Scoring scoring =
                new GroupSettings.Scoring(verifier, verifierParameters, estimatorSettings(), filter());
        OptionalInt least = minSize == null ? OptionalInt.empty() : OptionalInt.of(minSize);
        return new GroupSettings(members, least, ttl, target, scoring);
    }

    private void requireTrainingWhereItIsMeant() {
        for (String option : TRAINING_ONLY) {
            if (purpose == GroupPurpose.EVAL
                    && command.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new IllegalArgumentException(
                        option + " is about groups that are trained on; those of --purpose eval never are");
            }
        }
    }

    private Optional<EstimatorSettings> estimatorSettings() {
        if (estimator == null && ddof == null && epsilon == null) {
            return Optional.empty();
        }
        String name = estimator == null ? "grpo" : estimator;
        Map<String, String> parameters = new LinkedHashMap<>();
        EstimatorSettings.Builder settings = EstimatorSettings.newBuilder().setName(name);
        if (ddof != null) {
            parameters.put("ddof", ddof.toString());
            settings.setDdof(ddof);
        }
        if (epsilon != null) {
            parameters.put("epsilon", epsilon.toString());
            settings.setEpsilon(epsilon);
        }
        Estimators.create(name, parameters);
        return Optional.of(settings.build());
    }

    private Optional<FilterSettings> filter() {
        if (!filterZeroVariance && filterMetric == null && filterLow == null && filterHigh == null) {
            return Optional.empty();
        }
        FilterSettings.Builder filter = FilterSettings.newBuilder().setZeroVariance(filterZeroVariance);
        if (filterMetric != null) {
            filter.setMetric(filterMetric);
        }
        if (filterLow != null) {
            filter.setLow(filterLow);
        }
        if (filterHigh != null) {
            filter.setHigh(filterHigh);
        }
        return Optional.of(filter.build());
    }
}
