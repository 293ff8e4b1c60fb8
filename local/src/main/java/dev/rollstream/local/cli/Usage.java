package dev.rollstream.local.cli;

import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
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
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
