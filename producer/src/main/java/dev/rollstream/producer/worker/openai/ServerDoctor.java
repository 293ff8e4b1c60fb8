package dev.rollstream.producer.worker.openai;

import dev.rollstream.producer.worker.AllowedPlaces;
import dev.rollstream.producer.worker.AllowedPlaces.RefusedPlaceException;
import dev.rollstream.producer.worker.EngineUnavailableException;
import dev.rollstream.producer.worker.openai.FitnessCheck.NoAnswerException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Proves inference servers fit for rollouts that are learned from, or says what is in the way. Everything is found out by asking the way
 * a worker asks, so what passes here passes there.
 */
public final class ServerDoctor {
    private final OpenAiSettings settings;
    private final ChatClient client;
    private final List<FitnessCheck> checks;

    /**
     * How thoroughly to look.
     *
     * @param pictures whether the model must take pictures
     * @param weights where two sets of weights lie that differ, to be loaded one after the other; empty: none are loaded
     */
    public record Thoroughness(boolean pictures, List<String> weights) {
        /** Checks that there are none or two. */
        public Thoroughness {
            if (!weights.isEmpty() && weights.size() != 2) {
                throw new IllegalArgumentException("to try an update takes two sets of weights, not " + weights.size());
            }
            weights = List.copyOf(weights);
        }
    }

    /**
     * A doctor; no server is asked yet.
     *
     * @param settings which servers, and how a worker would speak to them
     * @param thoroughness how thoroughly to look
     * @throws IllegalArgumentException if weights are to be tried that the settings do not allow
     */
    public ServerDoctor(OpenAiSettings settings, Thoroughness thoroughness) {
        this.settings = settings;
        this.client = new ChatClient(settings, System::currentTimeMillis);
        ServerControl control = new ServerControl(client);
        this.checks = new ArrayList<>(
                List.of(new TokenCheck(), new LogprobKindCheck(), new TruncationCheck(), new TextCheck()));
        if (thoroughness.pictures()) {
            checks.add(new PictureCheck());
        }
        checks.add(new VersionCheck());
        if (!thoroughness.weights().isEmpty()) {
            List<String> places = places(thoroughness.weights());
            checks.add(new CacheCheck(WeightProtocol.of(settings, control), places));
        }
    }

    private List<String> places(List<String> weights) {
        if (settings.versions().source() != VersionSource.UPDATE) {
            throw new IllegalArgumentException("to try an update takes --engine-version-source update");
        }
        AllowedPlaces allowed = settings.versions().places();
        List<String> places = new ArrayList<>();
        for (String uri : weights) {
            try {
                places.add(allowed.forServer(uri));
            } catch (RefusedPlaceException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
        return places;
    }

    /** The servers, up to and with {@code /v1}. */
    public List<URI> servers() {
        return settings.servers();
    }

    /** Looks at a server: one line a check. One that does not answer gives a single line. */
    public List<ServerCheck> examine(URI address) throws InterruptedException {
        return examine(address, check -> true);
    }

    /** The same with some of the checks. */
    List<ServerCheck> examine(URI address, Predicate<FitnessCheck> which) throws InterruptedException {
        List<ServerCheck> lines = new ArrayList<>();
        Server server = new Server(address);
        String model;
        try {
            model = new ModelChoice(client, settings).ofNow(server);
        } catch (EngineUnavailableException | GarbledReplyException e) {
            return List.of(
                    ServerCheck.failed("reachable", String.valueOf(e.getMessage()), "see --engine and --engine-model"));
        }
        lines.add(ServerCheck.ok("reachable", "serves " + model));
        Conversation conversation = new Conversation(client, settings, server, model);
        for (FitnessCheck check : checks) {
            if (which.test(check)) {
                lines.add(run(check, conversation));
            }
        }
        return lines;
    }

    private static ServerCheck run(FitnessCheck check, Conversation conversation) throws InterruptedException {
        try {
            return check.run(conversation);
        } catch (NoAnswerException e) {
            return ServerCheck.failed(
                    check.name(), "the server gave no answer to go by", String.valueOf(e.getMessage()));
        }
    }
}
