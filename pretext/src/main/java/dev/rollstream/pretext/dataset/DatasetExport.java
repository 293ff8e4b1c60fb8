package dev.rollstream.pretext.dataset;

import dev.rollstream.pretext.Draw;
import dev.rollstream.pretext.EmptyDraw;
import dev.rollstream.pretext.ExportException;
import dev.rollstream.pretext.GeneratedSample;
import dev.rollstream.pretext.GeneratedSample.Skip;
import dev.rollstream.pretext.NoUsableImageException;
import dev.rollstream.pretext.ParallelSamples;
import dev.rollstream.pretext.Sample;
import dev.rollstream.pretext.SampleRun;
import dev.rollstream.pretext.SkipTally;
import dev.rollstream.pretext.image.SkipReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes a run of samples to a folder: the tasks in one or more files, {@code skipped.jsonl} with a line a skip, and the pictures
 * below {@code images/} unless they are embedded.
 *
 * <p>Order and content are those of the run, whatever the number of threads. An unusable source has one line in
 * {@code skipped.jsonl} however often it came up. A file carries the ending {@code .part} until it is complete.
 *
 * <p>An export that was cut off, by the death of its process too, can be gone on with and then holds the very bytes that it would
 * have held otherwise. It goes on behind its last checkpoint: at most {@value #CHECKPOINT_EVERY} tasks are made again, in
 * parquet those of the file that was being written. It refuses when options or pictures are not those that it was begun with;
 * whether a picture's content changed under its name and size is tried on a few tasks that are done.
 */
public final class DatasetExport {
    private static final int CHECKPOINT_EVERY = 32;

    private final SampleRun run;
    private final ExportRequest request;
    private final ExportProgress progress;
    private final ExportFolder folder;
    private final PictureFiles pictures;
    private final Probes probes;
    private Optional<GeneratedSample> latest = Optional.empty();
    private long next;
    private long rows;

    private DatasetExport(
            SampleRun run, ExportRequest request, ExportProgress progress, ExportFolder folder, Checkpoint from) {
        this.run = run;
        this.request = request;
        this.progress = progress;
        this.folder = folder;
        this.pictures = new PictureFiles(request.out());
        this.probes = new Probes(from.probes());
        this.next = from.next();
        this.rows = from.rows();
    }

    /**
     * Writes the tasks, or those that are missing.
     *
     * @throws ExportException when the folder cannot be used, writing fails (a full disk, say), or the run gives no task
     */
    public static ExportReport run(SampleRun run, ExportRequest request, ExportProgress progress)
            throws ExportException {
        Map<String, String> settings = settings(run, request);
        ExportFolder folder = new ExportFolder(request.out());
        try {
            Optional<Checkpoint> from = folder.begin(settings, request);
            if (from.isEmpty()) {
                return folder.report();
            }
            ExportReport report = new DatasetExport(run, request, progress, folder, from.get()).run(from.get());
            folder.end(settings, report);
            return report;
        } catch (IOException e) {
            throw new ExportException("output folder " + request.out() + " cannot be written to: " + reason(e), e);
        }
    }

    private static Map<String, String> settings(SampleRun run, ExportRequest request) {
        Map<String, String> settings = new LinkedHashMap<>(request.layout().settings());
        settings.put("first", Long.toString(request.firstSequence()));
        settings.put("count", Long.toString(request.count()));
        settings.putAll(run.identity());
        return settings;
    }

    private ExportReport run(Checkpoint from) throws ExportException {
        checkProbes();
        try (SkipLog skips = new SkipLog(folder, from)) {
            write(from, skips);
            SkipTally tally = skips.tally();
            if (rows == 0) {
                throw new ExportException("none of " + request.count() + " tasks could be used: " + tally.skipped()
                        + "; " + folder.part(ExportFolder.SKIPPED) + " names them");
            }
            skips.complete();
            return new ExportReport(rows, tally.made(), tally.skipped());
        } catch (NoUsableImageException e) {
            throw new ExportException(e.getMessage() + "; " + left(), e);
        } catch (IOException | UncheckedIOException e) {
            throw new ExportException("cannot write to " + request.out() + ": " + reason(e) + "; " + left(), e);
        }
    }

    private void checkProbes() throws ExportException {
        OptionalLong changed = probes.firstChange(run);
        if (changed.isPresent()) {
            throw new ExportException("cannot go on in " + request.out() + ": task " + changed.getAsLong()
                    + " would not come out as it was written, so a picture was changed, or this is another version of the"
                    + " program or of Java; give another folder, or allow this one to be overwritten (--overwrite)");
        }
    }

    private static String reason(Exception failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private String left() {
        return request.out() + " is incomplete, with " + rows + " of " + request.count()
                + " tasks made; --resume goes on with it";
    }

    private void write(Checkpoint from, SkipLog skips) throws IOException {
        progress.done(next - request.firstSequence(), request.count());
        ExportLayout layout = request.layout();
        for (Map.Entry<String, String> companion : layout.companions().entrySet()) {
            folder.write(companion.getKey(), companion.getValue());
        }
        try (ParallelSamples draws = new ParallelSamples(run, next, request.end(), request.threads())) {
            for (int shard = from.shard(); shard < layout.shards(); shard++) {
                String name = layout.format().shardName(shard, layout.shards());
                folder.reopen(name);
                try (ShardWriter writer =
                        layout.open(folder.part(name), shard == from.shard() ? from.shardBytes() : 0)) {
                    writeShard(shard, writer, draws, skips);
                }
                folder.complete(name);
                save(shard + 1, 0, skips);
            }
        }
    }

    private void writeShard(int shard, ShardWriter writer, ParallelSamples draws, SkipLog skips) throws IOException {
        while (next < request.shardEnd(shard)) {
            Draw draw = standingAlone(next(draws, skips));
            skips.add(draw);
            if (draw instanceof GeneratedSample made) {
                writeTask(made, writer);
            }
            next++;
            progress.done(next - request.firstSequence(), request.count());
            if ((next - request.firstSequence()) % CHECKPOINT_EVERY == 0) {
                OptionalLong bytes = writer.savepoint();
                if (bytes.isPresent()) {
                    save(shard, bytes.getAsLong(), skips);
                }
            }
        }
    }

    /** The next draw; when there is none the skips that led to this are written all the same. */
    private static Draw next(ParallelSamples draws, SkipLog skips) throws IOException {
        try {
            return draws.next();
        } catch (NoUsableImageException e) {
            skips.add(e.skips());
            throw e;
        }
    }

    /** The draw, unless it is a conversation: the columns of an export have no place for what comes before the prompt. */
    private static Draw standingAlone(Draw draw) {
        if (!(draw instanceof GeneratedSample made) || made.sample().before().isEmpty()) {
            return draw;
        }
        Sample sample = made.sample();
        String detail = "there are " + sample.before().size() + " messages before the prompt";
        return new EmptyDraw(
                draw.sequence(), List.of(new Skip(sample.source(), sample.task(), SkipReason.CONVERSATION, detail)));
    }

    private void writeTask(GeneratedSample made, ShardWriter writer) throws IOException {
        String id = "%09d".formatted(made.sequence());
        List<String> names = PictureFiles.names(id, made.sample());
        if (!request.layout().embedImages()) {
            pictures.write(names, made.sample());
        }
        writer.write(id, made.sample(), names);
        latest = Optional.of(made);
        rows++;
    }

    private void save(int shard, long shardBytes, SkipLog skips) throws IOException {
        probes.add(latest);
        latest = Optional.empty();
        folder.save(new Checkpoint(
                next, shard, shardBytes, rows, skips.savepoint(), skips.tally().made(), probes.kept()));
    }
}
