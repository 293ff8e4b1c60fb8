package dev.rollstream.avro.registry;

import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * No registry gave a usable answer within the call's time limit. This says nothing about the record at hand: the caller is not
 * ready, waits and asks again.
 */
public final class RegistryUnavailableException extends KafkaException {
    private static final long serialVersionUID = 1L;

    private final List<String> urls;

    /**
     * No answer.
     *
     * @param urls the addresses that were tried, without credentials
     * @param reason what happened at the last of them
     */
    public RegistryUnavailableException(List<String> urls, String reason, @Nullable Throwable cause) {
        super(
                "schema registry unreachable, tried " + String.join(", ", urls) + ": " + reason
                        + "; check schema.registry.url and that the registry runs",
                cause);
        this.urls = List.copyOf(urls);
    }

    /** The addresses that were tried, without credentials. */
    public List<String> urls() {
        return urls;
    }
}
