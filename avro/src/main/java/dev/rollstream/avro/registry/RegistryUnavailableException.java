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
    private final boolean overTls;

    /**
     * No answer.
     *
     * @param urls the addresses that were tried, without credentials
     * @param reason what happened at the last of them
     */
    public RegistryUnavailableException(List<String> urls, String reason, @Nullable Throwable cause) {
        this(urls, reason, cause, false);
    }

    private RegistryUnavailableException(List<String> urls, String reason, @Nullable Throwable cause, boolean overTls) {
        super(
                "schema registry unreachable, tried " + String.join(", ", urls) + ": " + reason + "; "
                        + (overTls
                                ? "check schema.registry.ssl.truststore.* (whom we trust) and schema.registry.ssl.keystore.*"
                                        + " (our own certificate, where the registry wants one), and that it runs"
                                : "check schema.registry.url and that the registry runs"),
                cause);
        this.urls = List.copyOf(urls);
        this.overTls = overTls;
    }

    /**
     * Somebody was there and ended the connection: as far as can be told the two do not agree on who they are.
     *
     * @param urls the addresses that were tried, without credentials
     * @param reason what happened at the last of them
     */
    static RegistryUnavailableException overTls(List<String> urls, String reason, @Nullable Throwable cause) {
        return new RegistryUnavailableException(urls, reason, cause, true);
    }

    /** Whether certificates may be why, as somebody was there; the message then says what to set. */
    public boolean overTls() {
        return overTls;
    }

    /** The addresses that were tried, without credentials. */
    public List<String> urls() {
        return urls;
    }
}
