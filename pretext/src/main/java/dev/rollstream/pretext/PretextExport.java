package dev.rollstream.pretext;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollstream.pretext.GeneratedSample.Skip;
import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.SkipReason;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes samples to a folder: {@code tasks.jsonl} with one line a task, {@code skipped.jsonl} with one line a skip, and the
 * pictures below {@code images/}.
 *
 * <p>A task is {@code {"id","task","variant","mode","prompt","answer","images":[...],"source","seed"}}, a skip
 * {@code {"source","task","reason"}}; an unusable source has one line however often it came up. Lines are in the order of the
 * sequence whatever the number of threads; pictures are named by sequence and place in the prompt. Both files carry the ending
 * {@code .part} until they are complete, and a line is written after its pictures.
 */
public final class PretextExport {
    private static final String TASKS = "tasks.jsonl";
    private static final String SKIPPED = "skipped.jsonl";
    private static final String PART = ".part";
    private static final String IMAGES = "images";
    private static final String PICTURE_NAME = "\\d{9,19}-\\d\\.(jpg|png)";

    private final PretextGenerator generator;
    private final Request request;
    private final SkipTally tally = new SkipTally();
    private long written;

    /**
     * What to write.
     *
     * @param out folder, made where it is missing
     * @param firstSequence of the run
     * @param count of tasks, at least 1
     * @param threads that make them, at least 1
     * @param overwrite whether a folder with something in it is accepted; only files of an earlier export are removed
     */
    public record Request(Path out, long firstSequence, long count, int threads, boolean overwrite) {
        /** Checks the numbers. */
        public Request {
            if (count < 1 || firstSequence < 0 || threads < 1) {
                throw new IllegalArgumentException(
                        "an export needs a count and threads of at least 1 and a first sequence of"
                                + " at least 0, not " + count + ", " + threads + ", " + firstSequence);
            }
        }
    }

    /** Told after every task, on the exporting thread. */
    public interface Progress {
        /** Nothing is to be told. */
        Progress SILENT = (done, total, tally) -> {};

        /**
         * Some tasks are done.
         *
         * @param tally counts so far; not to be kept
         */
        void done(long done, long total, SkipTally tally);
    }

    /**
     * What was written.
     *
     * @param tasks lines in tasks.jsonl
     * @param made tasks by task and variant
     * @param skipped lines in skipped.jsonl by task and reason
     */
    public record Report(long tasks, Map<String, Map<String, Long>> made, Map<String, Map<SkipReason, Long>> skipped) {}

    private PretextExport(PretextGenerator generator, Request request) {
        this.generator = generator;
        this.request = request;
    }

    /**
     * Writes the tasks.
     *
     * @throws ExportException when the folder cannot be used, writing fails (a full disk, say), or the images give no task
     */
    public static Report run(PretextGenerator generator, Request request, Progress progress) throws ExportException {
        PretextExport export = new PretextExport(generator, request);
        export.prepare();
        try {
            export.write(progress);
        } catch (NoUsableImageException e) {
            throw new ExportException(e.getMessage() + "; " + export.left(), e);
        } catch (IOException e) {
            throw new ExportException(
                    "cannot write to " + request.out() + ": " + e.getMessage() + "; " + export.left(), e);
        }
        return new Report(export.written, export.tally.made(), export.tally.skipped());
    }

    private void prepare() throws ExportException {
        Path out = request.out();
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new ExportException("output " + out + " is not a folder; give another one");
        }
        try {
            Files.createDirectories(out);
            if (!request.overwrite() && !children(out).isEmpty()) {
                throw new ExportException(
                        "output folder " + out + " is not empty; give another one, or allow it to be overwritten");
            }
            removeEarlierExport(out);
            Files.createDirectories(out.resolve(IMAGES));
        } catch (IOException e) {
            throw new ExportException("output folder " + out + " cannot be written to: " + e, e);
        }
    }

    private static void removeEarlierExport(Path out) throws IOException {
        for (String name : List.of(TASKS, TASKS + PART, SKIPPED, SKIPPED + PART)) {
            Files.deleteIfExists(out.resolve(name));
        }
        Path images = out.resolve(IMAGES);
        for (Path picture : Files.isDirectory(images) ? children(images) : List.<Path>of()) {
            if (picture.getFileName().toString().matches(PICTURE_NAME)) {
                Files.delete(picture);
            }
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.toList();
        }
    }

    private void write(Progress progress) throws IOException {
        Path tasks = request.out().resolve(TASKS + PART);
        Path skipped = request.out().resolve(SKIPPED + PART);
        long end = Math.addExact(request.firstSequence(), request.count());
        try (BufferedWriter taskLines = Files.newBufferedWriter(tasks);
                BufferedWriter skipLines = Files.newBufferedWriter(skipped);
                ParallelSamples samples =
                        new ParallelSamples(generator, request.firstSequence(), end, request.threads())) {
            while (samples.hasNext()) {
                GeneratedSample generated = next(samples, skipLines);
                writeLines(skipLines, tally.add(generated));
                taskLines.write(taskLine(generated) + "\n");
                written++;
                progress.done(written, request.count(), tally);
            }
        }
        Files.move(tasks, request.out().resolve(TASKS));
        Files.move(skipped, request.out().resolve(SKIPPED));
    }

    /** The next sample; when there is none the skips that led to this are written all the same. */
    private GeneratedSample next(ParallelSamples samples, BufferedWriter skipLines) throws IOException {
        try {
            return samples.next();
        } catch (NoUsableImageException e) {
            writeLines(skipLines, tally.addSkips(e.skips()));
            throw e;
        }
    }

    private String left() {
        return request.out() + " is incomplete, with " + written + " of " + request.count() + " tasks made, lines in "
                + TASKS + PART + " and " + SKIPPED + PART;
    }

    private static void writeLines(BufferedWriter lines, List<Skip> skips) throws IOException {
        for (Skip skip : skips) {
            ObjectNode line = JsonNodeFactory.instance.objectNode();
            line.put("source", skip.source());
            line.put("task", skip.task());
            line.put("reason", skip.reason().name());
            lines.write(line + "\n");
        }
    }

    /** Writes the pictures of a sample, and returns its line. */
    private String taskLine(GeneratedSample generated) throws IOException {
        Sample sample = generated.sample();
        String id = "%09d".formatted(generated.sequence());
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("id", id);
        line.put("task", sample.task());
        line.put("variant", sample.variant());
        line.put("mode", sample.mode().text());
        line.put("prompt", sample.prompt());
        line.put("answer", sample.answer());
        ArrayNode images = line.putArray("images");
        for (EncodedImage picture : sample.images()) {
            String name = IMAGES + "/" + id + "-" + (images.size() + 1) + "."
                    + picture.format().extension();
            Files.write(request.out().resolve(name), picture.bytes());
            images.add(name);
        }
        line.put("source", sample.source());
        line.put("seed", sample.seed());
        return line.toString();
    }
}
