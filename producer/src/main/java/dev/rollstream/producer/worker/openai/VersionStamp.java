package dev.rollstream.producer.worker.openai;

import dev.rollstream.producer.worker.MemberResult.PolicyVersions;
import java.util.OptionalLong;

/**
 * Which policy versions sampled a completion: from the one that its server had when the request was sent to the one that it had when the
 * reply came. A version is never assumed where the settings say that it is known: the completion is then of no use.
 */
final class VersionStamp {
    private final OpenAiSettings settings;
    private final ServerPool pool;
    private final Server server;
    private final long announced;
    private final OptionalLong before;

    /**
     * Begins a request.
     *
     * @param announced newest version of topic policies; 0: none
     */
    VersionStamp(OpenAiSettings settings, ServerPool pool, Server server, long announced) {
        this.settings = settings;
        this.pool = pool;
        this.server = server;
        this.announced = announced;
        this.before = server.weightVersion();
    }

    /** A reply's versions cannot be known. The message is the server's obstacle. */
    static final class UnknownVersionException extends Exception {
        private static final long serialVersionUID = 1;

        UnknownVersionException(String message) {
            super(message);
        }
    }

    /**
     * The versions of a reply.
     *
     * @param named what the reply itself says; empty: nothing
     * @throws UnknownVersionException if they cannot be known; the server is to be tried anew
     */
    PolicyVersions of(OptionalLong named) throws UnknownVersionException, InterruptedException {
        OpenAiSettings.Versions versions = settings.versions();
        switch (versions.source()) {
            case UPDATE:
                return updated(named);
            case SERVER:
                requireNamed(named);
                return spanning(named.getAsLong());
            case POLICIES:
                return named.isPresent() ? spanning(named.getAsLong()) : new PolicyVersions(announced, announced);
            default:
                return named.isPresent()
                        ? spanning(named.getAsLong())
                        : new PolicyVersions(versions.fixed(), versions.fixed());
        }
    }

    private static void requireNamed(OptionalLong named) throws UnknownVersionException {
        if (named.isEmpty()) {
            throw new UnknownVersionException(ServerTrial.NO_VERSION);
        }
    }

    private PolicyVersions spanning(long newest) {
        server.named(OptionalLong.of(newest));
        return new PolicyVersions(Math.min(newest, before.orElse(newest)), newest);
    }

    private boolean isPushed() {
        return server.weights().map(weights -> weights.place().isEmpty()).orElse(false);
    }

    /**
     * From what the server had to what it has, once an update under way is settled. What it names itself must lie between, unless it is
     * the trainer who pushes weights into it: it may have done so again already.
     */
    private PolicyVersions updated(OptionalLong named) throws UnknownVersionException, InterruptedException {
        OptionalLong after = pool.settledVersion(server);
        if (before.isEmpty() || after.isEmpty()) {
            throw new UnknownVersionException("nobody knows its weights any more");
        }
        long oldest = before.getAsLong();
        long newest = after.getAsLong();
        if (!settings.dialect().flavor().namesVersions()) {
            return new PolicyVersions(oldest, newest);
        }
        if (named.isPresent() && isPushed()) {
            return new PolicyVersions(Math.min(oldest, named.getAsLong()), named.getAsLong());
        }
        if (named.isEmpty() || named.getAsLong() < oldest || named.getAsLong() > newest) {
            throw new UnknownVersionException("it was given version " + newest + " and its reply names "
                    + (named.isPresent() ? named.getAsLong() : "none")
                    + "; was it started anew, or does somebody else update it?");
        }
        return new PolicyVersions(oldest, named.getAsLong());
    }
}
