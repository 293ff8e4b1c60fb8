package dev.rollstream.local.cluster;

/** A fixed port that was asked for is in use by another program. */
public final class PortTakenException extends LocalClusterException {
    private static final long serialVersionUID = 1L;

    private final int port;

    /**
     * @param service what wanted the port, for instance {@code the broker}
     * @param port the TCP port on the loopback interface
     */
    public PortTakenException(String service, int port) {
        super("port " + port + " on 127.0.0.1, wanted for " + service + ", is in use by another program");
        this.port = port;
    }

    /** The TCP port that is taken. */
    public int port() {
        return port;
    }
}
