package dev.rollstream.avro.registry;

import dev.rollstream.avro.registry.RegistryConfig.Endpoint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import javax.net.ssl.SSLException;

/** Tells a registry that refuses our certificate, or whose own we do not trust, from one that is not there. */
final class TlsTrouble {
    private static final String TLS = "https";

    private TlsTrouble() {}

    /**
     * Whether certificates may be why an exchange failed. In TLS 1.3 a client is done with the handshake before the server has seen the
     * client's certificate: a server that misses one closes a connection that seemed open (RFC 8446, section 2). What the client learns
     * of that is a matter of time: an alert, an end without an answer, or a connection that is reset.
     */
    static boolean isBehind(Throwable failure, Endpoint endpoint) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return true;
            }
            if (cause instanceof ConnectException || cause instanceof HttpTimeoutException) {
                return false;
            }
        }
        return failure instanceof IOException
                && TLS.equalsIgnoreCase(endpoint.base().getScheme());
    }
}
