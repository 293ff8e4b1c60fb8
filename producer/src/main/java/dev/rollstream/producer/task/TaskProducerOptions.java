package dev.rollstream.producer.task;

import dev.rollstream.avro.GroupId;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * What a task producer makes.
 *
 * @param run the run that it makes groups of
 * @param group what the groups have in common
 * @param sampling how members are sampled
 * @param pacing how far it runs ahead
 * @param images where large pictures go
 */
public record TaskProducerOptions(
        Run run, GroupSettings group, SamplingSettings sampling, Pacing pacing, ImageSettings images) {

    private static final DateTimeFormatter RUN_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /**
     * A run: a sequence of groups under one id.
     *
     * @param id the run's id
     * @param resume whether the topics may hold groups of it already. A producer then continues after the highest sequence
     *     that it finds; otherwise it need not look
     * @param count sequence numbers of the run: 0 to count - 1, over all its restarts. A sample that no task can be made of
     *     uses up its number. Empty: without end
     */
    public record Run(String id, boolean resume, OptionalLong count) {
        /** Checks the id. */
        public Run {
            id = new GroupId(id, 0).runId();
            if (count.isPresent() && count.getAsLong() < 0) {
                throw new IllegalArgumentException("count is " + count.getAsLong() + "; it must be 0 or more");
            }
        }

        /** A run that nobody has made yet: named after the time, with a random tail. */
        public static Run fresh(Instant now, SplittableRandom random, OptionalLong count) {
            String tail = String.format("%06x", random.nextInt(1 << 24));
            return new Run(RUN_TIME.format(now) + "-" + tail, false, count);
        }

        /** A named run, which may be there already. */
        public static Run named(String id, OptionalLong count) {
            return new Run(id, true, count);
        }
    }

    /**
     * Where pictures go.
     *
     * @param inlineLimitBytes most bytes of pictures that a task carries itself
     * @param store folder, shared with the workers, for the pictures of larger tasks; empty: such samples are skipped
     */
    public record ImageSettings(long inlineLimitBytes, Optional<Path> store) {
        private static final long MIB = 1024 * 1024;

        /** Eight MiB inline, no store. */
        public static ImageSettings defaults() {
            return new ImageSettings(8 * MIB, Optional.empty());
        }
    }

    /** Defaults for all but the run. */
    public static TaskProducerOptions of(Run run) {
        return new TaskProducerOptions(
                run,
                GroupSettings.defaults(),
                SamplingSettings.defaults(),
                Pacing.defaults(),
                ImageSettings.defaults());
    }

    /** The same for another run. */
    public TaskProducerOptions withRun(Run newRun) {
        return new TaskProducerOptions(newRun, group, sampling, pacing, images);
    }

    /** The same with other group settings. */
    public TaskProducerOptions withGroup(GroupSettings newGroup) {
        return new TaskProducerOptions(run, newGroup, sampling, pacing, images);
    }

    /** The same with other sampling. */
    public TaskProducerOptions withSampling(SamplingSettings newSampling) {
        return new TaskProducerOptions(run, group, newSampling, pacing, images);
    }

    /** The same with other pacing. */
    public TaskProducerOptions withPacing(Pacing newPacing) {
        return new TaskProducerOptions(run, group, sampling, newPacing, images);
    }

    /** The same with other places for pictures. */
    public TaskProducerOptions withImages(ImageSettings newImages) {
        return new TaskProducerOptions(run, group, sampling, pacing, newImages);
    }
}
