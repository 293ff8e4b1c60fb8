package dev.rollstream.local.cli;

import java.net.InetSocketAddress;
import picocli.CommandLine.Option;

/** Where a stage answers operators. */
final class HttpOptions {
    @Option(
            names = "--http-host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Interface of /metrics, /healthz and /readyz; 0.0.0.0 for all (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Their port; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    /**
     * The address.
     *
     * @throws IllegalArgumentException if the port is out of range
     */
    InetSocketAddress address() {
        return new InetSocketAddress(host, port);
    }
}
