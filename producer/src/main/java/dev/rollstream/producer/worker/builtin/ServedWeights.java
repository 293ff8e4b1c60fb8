package dev.rollstream.producer.worker.builtin;

import dev.rollstream.avro.PolicyVersion;
import dev.rollstream.policy.ModelSize;
import dev.rollstream.policy.Weights;
import dev.rollstream.producer.worker.AllowedPlaces;
import dev.rollstream.producer.worker.AllowedPlaces.RefusedPlaceException;
import dev.rollstream.producer.worker.EngineUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The weights that generations sample with. A newer version takes the place of an older one between generations, never within one: what
 * a generation leased stays until it gives it back, and is freed when the last one has. Safe for use by several threads.
 */
final class ServedWeights implements AutoCloseable {
    private final ModelSize size;
    private final AllowedPlaces places;
    private @Nullable Served newest;

    ServedWeights(ModelSize size, AllowedPlaces places) {
        this.size = size;
        this.places = places;
    }

    /** One version, and how many hold it: the generations that sample with it, and this object while it is the newest. */
    private static final class Served {
        private final Weights weights;
        private final long version;
        private int holders = 1;

        Served(Weights weights, long version) {
            this.weights = weights;
            this.version = version;
        }

        void release() {
            holders--;
            if (holders == 0) {
                weights.close();
            }
        }
    }

    /** The right to sample with one version until it is closed. */
    final class Lease implements AutoCloseable {
        private final Served served;

        private Lease(Served served) {
            this.served = served;
        }

        Weights weights() {
            return served.weights;
        }

        long version() {
            return served.version;
        }

        @Override
        public void close() {
            synchronized (ServedWeights.this) {
                served.release();
            }
        }
    }

    /**
     * Weights of a version, or of a newer one that is there already.
     *
     * @throws EngineUnavailableException if they cannot be had
     */
    synchronized Lease lease(PolicyVersion wanted) throws EngineUnavailableException {
        Served serving = newest;
        if (serving == null || serving.version < wanted.getVersion()) {
            Served loaded = new Served(load(wanted), wanted.getVersion());
            if (serving != null) {
                serving.release();
            }
            newest = loaded;
            serving = loaded;
        }
        serving.holders++;
        return new Lease(serving);
    }

    /** The version that is served; 0: none yet. */
    synchronized long version() {
        return newest == null ? 0 : newest.version;
    }

    private Weights load(PolicyVersion version) throws EngineUnavailableException {
        String uri = version.getWeightsUri();
        String sha256 = version.getSha256();
        String name = "version " + version.getVersion() + " of policy " + version.getPolicyId();
        if (uri == null || sha256 == null) {
            throw new EngineUnavailableException(
                    name + " names no weights file and checksum: its learner pushes weights into engines of its own",
                    null);
        }
        try {
            return Weights.load(file(uri), size, sha256);
        } catch (IOException | RefusedPlaceException e) {
            throw new EngineUnavailableException("cannot load " + name + ": " + e.getMessage(), e);
        }
    }

    private Path file(String uri) throws RefusedPlaceException, IOException {
        URI place = places.require(uri);
        if (!AllowedPlaces.isFile(place)) {
            throw new IOException("its weights lie at '" + uri + "'; only file: URIs are read");
        }
        return Path.of(place.getPath());
    }

    /** Lets go of the newest version; generations that still sample with it free it at their end. */
    @Override
    public synchronized void close() {
        if (newest != null) {
            newest.release();
            newest = null;
        }
    }
}
