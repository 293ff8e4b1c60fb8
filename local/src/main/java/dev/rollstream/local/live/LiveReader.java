package dev.rollstream.local.live;

import dev.rollstream.avro.Topics;
import dev.rollstream.avro.registry.RegistryClient;
import dev.rollstream.local.lag.LagReader;
import dev.rollstream.local.lag.LagReport;
import dev.rollstream.local.lag.LagReport.InputLag;
import dev.rollstream.local.lag.LagReport.PartitionLag;
import dev.rollstream.local.live.LiveSnapshot.Window;
import dev.rollstream.runtime.StageConfig;
import dev.rollstream.runtime.StageException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;

/**
 * Looks at a running stream, as often as it is asked to. For one thread. Takes part in nothing: it has no group and commits nothing.
 *
 * <p>It takes the rights of {@link LagReader}, and to read rewards, advantages, receipts, policies, progress and dead letters.
 */
public final class LiveReader implements AutoCloseable {
    /** A look at a long past ends after this long, and the next one goes on. */
    private static final Duration BUDGET = Duration.ofSeconds(2);

    private final Topics topics;
    private final LongSupplier clockMs;
    private final long sinceMs;
    private final LagReader lag;
    private final LiveTopics reader;
    private final LiveFold fold;

    /**
     * What a reader keeps.
     *
     * @param past how far back counting begins
     * @param index keeps the newest groups
     */
    public record Scope(Duration past, GroupIndex index) {
        /** Without groups. */
        public static Scope of(Duration past) {
            return new Scope(past, new GroupIndex(0));
        }
    }

    /**
     * A reader with connections of its own.
     *
     * @param registry the stream's schema registry; stays the caller's to close
     * @param scope what is kept
     * @param clockMs milliseconds since the epoch, as far as possible the brokers'
     * @throws StageException if the cluster does not answer, or a topic is missing
     */
    public LiveReader(StageConfig config, RegistryClient registry, Scope scope, LongSupplier clockMs) {
        this.fold = new LiveFold(scope.index());
        this.topics = config.topics();
        this.clockMs = clockMs;
        this.sinceMs = Math.max(0, clockMs.getAsLong() - scope.past().toMillis());
        this.lag = new LagReader(config, registry, clockMs);
        try {
            this.reader = new LiveTopics(config, registry, fold, sinceMs);
        } catch (KafkaException e) {
            lag.close();
            throw failed(e);
        }
    }

    private static StageException failed(KafkaException e) {
        return new StageException("the stream's topics cannot be followed: " + e.getMessage(), e);
    }

    /**
     * How it is now.
     *
     * @throws StageException if the cluster does not answer, or has lost what was not read yet; a new reader begins anew
     */
    public LiveSnapshot look() {
        try {
            long unread = reader.read(BUDGET);
            LagReport behind = lag.look();
            Window window = new Window(clockMs.getAsLong(), sinceMs, unread);
            return fold.snapshot(window, reader.rollouts(rolloutEnds(behind)), behind);
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    /** Where topic rollouts ends: every scorer has its partitions, also one that has never run. */
    private long rolloutEnds(LagReport behind) {
        return behind.inputs().stream()
                .filter(input -> input.topic().equals(topics.rollouts().name()))
                .map(LiveReader::end)
                .max(Comparator.naturalOrder())
                .orElse(0L);
    }

    private static long end(InputLag input) {
        return input.partitions().stream().mapToLong(PartitionLag::end).sum();
    }

    /** The curves of a report, JSON-ready, of what was read so far. */
    public List<Map<String, Object>> charts() {
        return fold.charts();
    }

    @Override
    public void close() {
        reader.close();
        lag.close();
    }
}
