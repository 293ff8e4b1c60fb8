package dev.rollstream.local.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports on the loopback interface. A port found free here can be taken a moment later: callers retry. */
final class Ports {
    /** The only interface that the embedded cluster ever listens on. */
    static final String LOOPBACK = "127.0.0.1";

    private static final int MAX_CAUSES = 16;

    private Ports() {}

    /** A port that nobody listened on a moment ago. */
    static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free TCP port on " + LOOPBACK, e);
        }
    }

    /**
     * Checks that a fixed port can be bound.
     *
     * @throws PortTakenException if it cannot
     */
    static void requireFree(String service, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(LOOPBACK, port));
        } catch (IOException e) {
            throw new PortTakenException(service, port);
        }
    }

    /** Whether a start failed only because somebody else took the port first. */
    static boolean isBindFailure(Throwable failure) {
        Throwable current = failure;
        for (int depth = 0; current != null && depth < MAX_CAUSES; depth++) {
            if (current instanceof BindException) {
                return true;
            }
            current = current.getCause();
        }
        return false;
    }
}
