package dev.rollstream.local.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * An environment variable for each option: {@code --schema-registry} is {@code ROLLSTREAM_SCHEMA_REGISTRY}. An option on the
 * command line wins over the variable, the variable over the option's default. Help and version have none.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {
    private static final String PREFIX = "ROLLSTREAM_";

    private final Map<String, String> environment;

    EnvironmentDefaults(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (argument instanceof OptionSpec option && !option.usageHelp() && !option.versionHelp()) {
            return environment.get(variable(option));
        }
        return null;
    }

    /** Name of an option's environment variable. */
    static String variable(OptionSpec option) {
        return PREFIX
                + option.longestName().replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
