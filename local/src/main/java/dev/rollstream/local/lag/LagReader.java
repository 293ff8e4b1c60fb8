package dev.rollstream.local.lag;

import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.runtime.Cluster;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks how far the stages of a stream are behind, as often as it is asked to. For one thread.
 *
 * <p>It reads no payload: offsets, and by times, take the right to describe topics and groups. What waits for learners takes the right
 * to read topics advantages, progress and policies; without it that part is left out.
 */
public final class LagReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LagReader.class);

    private final ClusterOffsets offsets;
    private final RecordTimes times;
    private final LongSupplier clockMs;
    private Optional<LearnerTopics> learners;

    /**
     * A reader with connections of its own.
     *
     * @param registry the stream's schema registry; stays the caller's to close
     * @param clockMs milliseconds since the epoch, as far as possible the brokers'
     * @throws StageException if the cluster does not answer, or a topic is missing
     */
    public LagReader(StageConfig config, RegistryClient registry, LongSupplier clockMs) {
        this.clockMs = clockMs;
        Cluster.requireTopics(config, config.topics().all());
        offsets = new ClusterOffsets(config);
        times = new RecordTimes(offsets);
        learners = Optional.of(new LearnerTopics(config, registry));
    }

    /**
     * How it is now.
     *
     * @throws StageException if the cluster does not answer
     */
    public LagReport look() {
        LagSnapshot snapshot = offsets.snapshot(clockMs.getAsLong());
        Map<Place, Long> found = times.of(snapshot.places(), snapshot.atMs());
        return LagReport.of(snapshot, found, learners(snapshot.atMs()));
    }

    private List<LearnerLag> learners(long nowMs) {
        if (learners.isEmpty()) {
            return List.of();
        }
        try {
            return learners.get().look(nowMs);
        } catch (AuthorizationException e) {
            log.atWarn()
                    .addKeyValue("error", e.getMessage())
                    .log(
                            "what waits for learners is left out: it takes the right to read advantages, progress and policies");
            learners.get().close();
            learners = Optional.empty();
            return List.of();
        } catch (KafkaException e) {
            throw new StageException("the topics that learners are followed by cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        learners.ifPresent(LearnerTopics::close);
        offsets.close();
    }
}
