package dev.rollstream.local.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: this build, the Kafka client in it, and the Java that runs it. */
final class VersionProvider implements IVersionProvider {
    private static final String RESOURCE = "/dev/rollstream/local/version.properties";

    @Override
    public String[] getVersion() {
        return new String[] {
            "rollstream " + productVersion() + " (Kafka " + AppInfoParser.getVersion() + ", Java " + Runtime.version()
                    + ")"
        };
    }

    private static String productVersion() {
        Properties properties = new Properties();
        try (InputStream in = VersionProvider.class.getResourceAsStream(RESOURCE)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
        return properties.getProperty("version", "unknown");
    }
}
