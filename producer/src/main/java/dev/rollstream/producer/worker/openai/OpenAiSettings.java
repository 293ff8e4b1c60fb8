package dev.rollstream.producer.worker.openai;

import dev.rollstream.avro.LogprobKind;
import dev.rollstream.producer.worker.AllowedPlaces;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which servers are asked, and how.
 *
 * @param servers their addresses, with or without {@code /v1} at the end
 * @param dialect what they speak
 * @param key what they ask for; empty: nothing
 * @param traffic how much is asked of them, and with how much patience
 * @param versions where policy versions come from
 * @param pictureRoots below what pictures must lie that a task does not carry itself; empty: none is fetched
 */
public record OpenAiSettings(
        List<URI> servers,
        Dialect dialect,
        Optional<ApiKey> key,
        Traffic traffic,
        Versions versions,
        List<URI> pictureRoots) {

    /** Without pictures but those that tasks carry. */
    public OpenAiSettings(
            List<URI> servers, Dialect dialect, Optional<ApiKey> key, Traffic traffic, Versions versions) {
        this(servers, dialect, key, traffic, versions, List.of());
    }

    /** The same with pictures from below these places. */
    public OpenAiSettings withPicturesFrom(List<URI> roots) {
        return new OpenAiSettings(servers, dialect, key, traffic, versions, roots);
    }

    /** Where pictures are taken from. */
    AllowedPlaces picturePlaces() {
        return new AllowedPlaces("a picture lies", pictureRoots, "--engine-pictures-from");
    }

    /**
     * What the servers speak.
     *
     * @param flavor fields beyond OpenAI's
     * @param model its name; empty: the only one that a server has
     * @param logprobs what the log-probabilities are
     * @param responsePrefix goes before every text, for chat templates that end the prompt with it, such as {@code <think>}
     */
    public record Dialect(ServerFlavor flavor, Optional<String> model, LogprobKind logprobs, String responsePrefix) {
        /** That flavor's own kind of log-probabilities, the server's only model, no prefix. */
        public static Dialect of(ServerFlavor flavor) {
            return new Dialect(flavor, Optional.empty(), flavor.logprobs(), "");
        }
    }

    /**
     * How servers are treated.
     *
     * @param wholeGroup whether one request asks for a whole group; otherwise each member has its own
     * @param perServer most requests at once to one server
     * @param attempts how often a request is tried
     * @param connectTimeout how long a connection may take
     * @param replyTimeout how long a reply may take, to its last byte
     * @param maxReplyBytes the largest reply that is read
     */
    public record Traffic(
            boolean wholeGroup,
            int perServer,
            int attempts,
            Duration connectTimeout,
            Duration replyTimeout,
            int maxReplyBytes) {
        /** Most requests at once to one server. */
        public static final int MAX_PER_SERVER = 1_024;

        private static final int MAX_ATTEMPTS = 100;

        /** Checks ranges. */
        public Traffic {
            require(perServer >= 1 && perServer <= MAX_PER_SERVER, "requests at once to a server", perServer);
            require(attempts >= 1 && attempts <= MAX_ATTEMPTS, "attempts", attempts);
            require(isPositive(connectTimeout), "time to connect", connectTimeout);
            require(isPositive(replyTimeout), "time to reply", replyTimeout);
            require(maxReplyBytes >= 1, "bytes of a reply", maxReplyBytes);
        }

        private static boolean isPositive(Duration time) {
            return !time.isNegative() && !time.isZero();
        }

        private static void require(boolean holds, String what, Object value) {
            if (!holds) {
                throw new IllegalArgumentException(what + ": " + value + " is out of range");
            }
        }

        /** A request a member, 64 at once to a server, five attempts, ten minutes and 32 MiB a reply. */
        public static Traffic defaults() {
            return new Traffic(false, 64, 5, Duration.ofSeconds(5), Duration.ofMinutes(10), 32 << 20);
        }
    }

    /**
     * Policy versions.
     *
     * @param source where they come from
     * @param fixed the version of weights that stay; used with {@link VersionSource#FIXED} alone
     * @param weightRoots below what weights must lie to be loaded; used with {@link VersionSource#UPDATE} alone. Empty: none are
     *     loaded, what trainers push is confirmed
     */
    public record Versions(VersionSource source, long fixed, List<URI> weightRoots) {
        /** Checks the roots. */
        public Versions {
            weightRoots = places(weightRoots).roots();
        }

        /** Where weights are taken from. */
        AllowedPlaces places() {
            return places(weightRoots);
        }

        private static AllowedPlaces places(List<URI> roots) {
            return new AllowedPlaces("the weights lie", roots, "--engine-weights-from");
        }

        /** Versions of that kind, where nothing else needs to be said. */
        public static Versions of(VersionSource source) {
            return new Versions(source, 0, List.of());
        }

        /** Weights that stay, version 0. */
        public static Versions none() {
            return of(VersionSource.FIXED);
        }

        /** Weights that the worker loads itself, from below these places. */
        public static Versions updated(List<URI> weightRoots) {
            return new Versions(VersionSource.UPDATE, 0, weightRoots);
        }
    }

    /** Checks the addresses, and gives each its {@code /v1}. */
    public OpenAiSettings {
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("no inference server is named");
        }
        servers = servers.stream().map(OpenAiSettings::base).distinct().toList();
        pictureRoots = new AllowedPlaces("a picture lies", pictureRoots, "--engine-pictures-from").roots();
        if (versions.source() == VersionSource.UPDATE) {
            requireUpdatable(dialect);
        }
    }

    private static void requireUpdatable(Dialect dialect) {
        if (dialect.flavor() != ServerFlavor.VLLM && dialect.flavor() != ServerFlavor.SGLANG) {
            throw new IllegalArgumentException("weights can be brought into vllm and sglang, not into "
                    + dialect.flavor().label());
        }
        if (dialect.flavor() == ServerFlavor.VLLM && dialect.model().isEmpty()) {
            throw new IllegalArgumentException(
                    "weights come to vLLM as an adapter; give it a name with --engine-model");
        }
    }

    private static URI base(URI server) {
        boolean web = "http".equals(server.getScheme()) || "https".equals(server.getScheme());
        if (server.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the address of inference server " + server.getHost() + " has a password in it; give it as a key");
        }
        if (!web || server.getHost() == null || server.getRawQuery() != null || server.getRawFragment() != null) {
            throw new IllegalArgumentException("'" + server + "' is no address of a server; write http://host:8000/v1");
        }
        String path = server.getRawPath().replaceFirst("/+$", "");
        return URI.create(server.getScheme() + "://" + server.getRawAuthority() + (path.isEmpty() ? "/v1" : path));
    }
}
