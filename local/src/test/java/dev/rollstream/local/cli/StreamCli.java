package dev.rollstream.local.cli;

import dev.rollstream.local.cluster.LocalKafkaOptions;
import dev.rollstream.local.cluster.LocalStack;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Commands against a running stack: each is told where broker and registry are, and the prefix.
 *
 * @param stack that they work on
 * @param prefix of the stream's topics
 */
record StreamCli(LocalStack stack, String prefix) implements AutoCloseable {
    /** Commands against a stack of their own, which ends with them. */
    static StreamCli start(String prefix, int partitions) {
        return new StreamCli(
                LocalStack.start(new LocalStack.Options(LocalKafkaOptions.temporary(), 0, prefix, partitions)), prefix);
    }

    /** The same stack, another stream. */
    StreamCli under(String otherPrefix) {
        return new StreamCli(stack, otherPrefix);
    }

    /** Runs a command to its end. */
    Cli.Result run(String... args) {
        return Cli.run(connected(args));
    }

    /** Starts a command that runs until it is interrupted. */
    BackgroundCli background(String... args) {
        return BackgroundCli.start(connected(args));
    }

    /** A command's arguments with the connection behind them. */
    String[] connected(String... args) {
        Stream<String> connection = Stream.of(
                "--bootstrap-servers",
                stack.kafka().bootstrapServers(),
                "--schema-registry",
                stack.registryUrl(),
                "--prefix",
                prefix);
        return Stream.concat(Arrays.stream(args), connection).toArray(String[]::new);
    }

    @Override
    public void close() {
        stack.close();
    }
}
