package dev.rollstream.local.cli;

import dev.rollstream.pretext.ExportException;
import dev.rollstream.pretext.NoUsableImageException;
import dev.rollstream.pretext.SampleRun;
import dev.rollstream.pretext.dataset.ExportReport;
import dev.rollstream.pretext.preview.Preview;
import dev.rollstream.pretext.preview.PreviewFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A page with some of the tasks, to look at. */
final class PreviewOptions {
    /** Beside an export so many first tasks are looked at again, that rare kinds are among them too. */
    private static final int LOOKED_AT = 10 * Preview.MAX_TASKS;

    @Option(
            names = "--preview",
            paramLabel = "FILE",
            description = "Shows some of the first tasks, " + Preview.MAX_TASKS
                    + " at most and as many of each kind as there is "
                    + "room for, on one page: pictures, prompts, answers, and counts of skips. Without --out nothing else is "
                    + "written. FILE ends in .html or .png.")
    private @Nullable Path file;

    /**
     * The file, if one was asked for.
     *
     * @throws IllegalArgumentException if its ending is of no form of a preview
     */
    Optional<PreviewFile> file() {
        return Optional.ofNullable(file).map(PreviewFile::new);
    }

    /** Makes a whole run for a sheet and keeps nothing else. */
    static Preview.Counts write(PreviewFile file, SampleRun run, long count, int threads) throws ExportException {
        try {
            Preview preview = Preview.of(run, count, threads);
            file.write(preview);
            return preview.counts();
        } catch (NoUsableImageException e) {
            throw new ExportException(String.valueOf(e.getMessage()), e);
        }
    }

    /** A sheet of the first tasks of a run that was written already. */
    static void write(PreviewFile file, SampleRun run, ExportReport made, int threads) throws ExportException {
        Preview preview = Preview.of(run, Math.min(Math.max(1, made.tasks()), LOOKED_AT), threads);
        file.write(preview.withCounts(new Preview.Counts(made.made(), made.skipped())));
    }

    /**
     * The numbers of a run that is made for a sheet.
     *
     * @throws IllegalArgumentException if one is below 1
     */
    static long checkNumbers(long count, int threads) {
        if (count < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "--count and --threads must be at least 1, not " + count + " and " + threads);
        }
        return count;
    }
}
