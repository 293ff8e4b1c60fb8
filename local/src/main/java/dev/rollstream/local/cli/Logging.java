package dev.rollstream.local.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import java.util.List;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much the log says, on stderr: warnings and our own news, or with {@code --verbose} everybody's news with stack traces. */
final class Logging {
    private static final String APPENDER = "STDERR";
    private static final String LINE = "%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg %kvp%n";
    private static final List<String> HUSHED = List.of(
            "org.apache.kafka.common.utils.AppInfoParser",
            "org.apache.kafka.clients.ClientUtils",
            "org.apache.kafka.clients.NetworkClient",
            "org.apache.kafka.clients.producer.internals.Sender",
            "org.apache.kafka.controller.QuorumController",
            "kafka.server.DefaultAutoTopicCreationManager",
            "org.apache.kafka.streams.StreamsConfig",
            "org.apache.kafka.streams.processor.internals.StateDirectory");

    /** Says at ERROR that it turned a fenced producer away, which is what it is there for. */
    private static final String FENCING = "kafka.server.ReplicaManager";

    /** Says at ERROR that a topic made a moment ago is not known yet, and asks again; whoever asked hears it if that lasts. */
    private static final String NEW_TOPICS = "org.apache.kafka.clients.admin.internals.PartitionLeaderStrategy";

    private Logging() {}

    /** Sets levels and line format for this run; whatever the last run in this JVM set is gone. */
    static void configure(boolean verbose) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (!(factory instanceof LoggerContext context)) {
            return;
        }
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(verbose ? Level.INFO : Level.WARN);
        context.getLogger("dev.rollstream").setLevel(verbose ? Level.DEBUG : Level.INFO);
        HUSHED.forEach(name -> context.getLogger(name).setLevel(verbose ? Level.WARN : Level.ERROR));
        context.getLogger(FENCING).setLevel(verbose ? Level.INFO : Level.OFF);
        context.getLogger(NEW_TOPICS).setLevel(verbose ? Level.INFO : Level.OFF);
        format(context, verbose ? LINE + "%ex" : LINE + "%nopex");
    }

    /** For a command that shows a person how it goes by itself: our own news stay out of its way, warnings do not. */
    static void warningsOnly(boolean verbose) {
        if (!verbose && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("dev.rollstream").setLevel(Level.WARN);
        }
    }

    private static void format(LoggerContext context, String pattern) {
        Appender<ILoggingEvent> appender =
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(APPENDER);
        if (appender instanceof ConsoleAppender<ILoggingEvent> console) {
            PatternLayoutEncoder encoder = new PatternLayoutEncoder();
            encoder.setContext(context);
            encoder.setPattern(pattern);
            encoder.start();
            console.setEncoder(encoder);
        }
    }
}
