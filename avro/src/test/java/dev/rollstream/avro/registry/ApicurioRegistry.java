package dev.rollstream.avro.registry;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** A real Apicurio Registry as a child process, with its storage in memory. */
final class ApicurioRegistry {
    private static final Path HOME = Path.of("target", "apicurio");
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Thread killer;
    private final String url;

    private ApicurioRegistry(Process process, String url) {
        this.process = process;
        this.url = url;
        this.killer = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
    }

    /** The program; empty where the build left it out. */
    static Optional<Path> runner() throws IOException {
        if (!Files.isDirectory(HOME)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(HOME)) {
            return files.filter(file -> file.getFileName().toString().endsWith("-runner.jar"))
                    .findFirst();
        }
    }

    static ApicurioRegistry start(Path runner) throws IOException {
        int port = freePort();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-Dquarkus.http.port=" + port,
                        "-Dquarkus.http.host=127.0.0.1",
                        "-jar",
                        runner.toAbsolutePath().toString())
                .directory(HOME.toFile())
                .redirectErrorStream(true)
                .redirectOutput(HOME.resolveSibling("apicurio.log").toFile())
                .start();
        ApicurioRegistry registry = new ApicurioRegistry(process, "http://127.0.0.1:" + port + "/apis/ccompat/v7");
        await("Apicurio Registry, see target/apicurio.log").atMost(START_LIMIT).until(registry::isReady);
        return registry;
    }

    String url() {
        return url;
    }

    private boolean isReady() throws InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "Apicurio Registry ended with " + process.exitValue() + ", see target/apicurio.log");
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/subjects"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    void stop() throws InterruptedException {
        process.destroyForcibly().waitFor();
        Runtime.getRuntime().removeShutdownHook(killer);
    }
}
