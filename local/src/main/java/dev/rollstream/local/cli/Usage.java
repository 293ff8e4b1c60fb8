package dev.rollstream.local.cli;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Turns a value that an options record refuses into wrong usage: exit code 2 and a pointer to the help. */
final class Usage {
    private Usage() {}

    /**
     * Makes something of option values.
     *
     * @throws ParameterException with the record's own sentence, if it refuses the values
     */
    static <T> T check(CommandSpec command, Supplier<T> making) {
        try {
            return making.get();
        } catch (IllegalArgumentException | ConfigException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Refuses options that would do nothing. What the environment says is for every command, and does no harm.
     *
     * @param mixin the name of the mixin that has them
     * @param why behind the option's name, to make it a sentence
     * @throws ParameterException if one of them was given
     */
    static void refuse(CommandSpec command, String mixin, String why) {
        CommandLine line = command.commandLine();
        CommandSpec group = Objects.requireNonNull(command.mixins().get(mixin), mixin);
        List<OptionSpec> idle = group.options();
        Optional<OptionSpec> given = line.getParseResult().matchedOptions().stream()
                .filter(option ->
                        idle.stream().anyMatch(other -> other.longestName().equals(option.longestName())))
                .findFirst();
        if (given.isPresent()) {
            throw new ParameterException(line, given.get().longestName() + " " + why);
        }
    }
}
