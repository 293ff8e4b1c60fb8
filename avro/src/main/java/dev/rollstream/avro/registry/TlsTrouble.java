package dev.rollstream.avro.registry;

import dev.rollstream.avro.registry.RegistryConfig.Endpoint;
import java.io.EOFException;
import javax.net.ssl.SSLException;

/** Tells a registry that refuses our certificate, or whose own we do not trust, from one that is not there. */
final class TlsTrouble {
    private static final String TLS = "https";

    private TlsTrouble() {}

    /**
     * Whether certificates are why an exchange failed. In TLS 1.3 a client is done with the handshake before the server has seen the
     * client's certificate: a server that misses one closes a connection that seemed open, and an end without an answer is all that the
     * client learns (RFC 8446, section 2).
     */
    static boolean isBehind(Throwable failure, Endpoint endpoint) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException
                    || (cause instanceof EOFException
                            && TLS.equalsIgnoreCase(endpoint.base().getScheme()))) {
                return true;
            }
        }
        return false;
    }
}
