package dev.rollstream.local.cli;

import dev.rollstream.pretext.dataset.ColdStartStyle;
import dev.rollstream.pretext.dataset.ExportFormat;
import dev.rollstream.pretext.dataset.ExportLayout;
import dev.rollstream.pretext.dataset.ExportRequest;
import dev.rollstream.pretext.dataset.ExportRequest.Existing;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where tasks are written, and as what. */
final class ExportOptions {
    @Option(names = "--out", paramLabel = "DIR", description = "Folder to write to; made if missing.")
    private @Nullable Path out;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "jsonl",
            description = {
                "jsonl: tasks.jsonl, a line a task with all that is known of it (default);",
                "parquet: data/train-*.parquet with problem, answer and images, for GRPO trainers;",
                "coldstart: coldstart.json and dataset_info.json, worked answers for supervised fine-tuning."
            })
    private String format = "jsonl";

    @Option(
            names = "--embed-images",
            description = "With parquet: the pictures inside the files, instead of paths to pictures beside them.")
    private boolean embedImages;

    @Option(
            names = "--answer-style",
            paramLabel = "STYLE",
            defaultValue = "think",
            description = {
                "With coldstart: think, thoughts between think tags as in training (default);",
                "published, the released set's sentences, which ask for an analysis without tags."
            })
    private String answerStyle = "think";

    @Option(
            names = "--shards",
            paramLabel = "N",
            description = "Files to spread the tasks over (default: 1; parquet: one for every 5,000 tasks, "
                    + "or 1,000 with --embed-images).")
    private @Nullable Integer shards;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that make tasks; changes nothing but the time (default: the processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--overwrite",
            description = "Accepts a folder with something in it and replaces an earlier export.")
    private boolean overwrite;

    @Option(
            names = "--resume",
            description = "Goes on with an export that was cut off, to the same result; give the same other options.")
    private boolean resume;

    /**
     * The request that these options make.
     *
     * @throws IllegalArgumentException if they do not go together
     */
    ExportRequest request(long count) {
        Path folder = out();
        if (count < 1) {
            throw new IllegalArgumentException("--count must be at least 1, not " + count);
        }
        ExportFormat chosen = ExportFormat.of(format)
                .orElseThrow(() -> new IllegalArgumentException("there is no format '" + format + "'; known are "
                        + Arrays.stream(ExportFormat.values())
                                .map(ExportFormat::text)
                                .toList()));
        ColdStartStyle style = ColdStartStyle.of(answerStyle)
                .orElseThrow(() -> new IllegalArgumentException("there is no answer style '" + answerStyle
                        + "'; known are "
                        + Arrays.stream(ColdStartStyle.values())
                                .map(ColdStartStyle::text)
                                .toList()));
        int files = shards == null ? ExportLayout.defaultShards(chosen, embedImages, count) : shards;
        return new ExportRequest(
                folder, existing(), 0, count, threads, new ExportLayout(chosen, files, embedImages, style));
    }

    private Existing existing() {
        if (overwrite && resume) {
            throw new IllegalArgumentException("--overwrite begins again and --resume goes on; give one of them");
        }
        return overwrite ? Existing.OVERWRITE : resume ? Existing.RESUME : Existing.REFUSE;
    }

    /** How the files are used, for people; empty where there is nothing to say. */
    String hint() {
        return switch (format) {
            case "parquet" ->
                "EasyR1 takes them with data.train_files=" + out().resolve("data")
                        + " data.prompt_key=problem data.answer_key=answer data.image_key=images"
                        + (embedImages ? "" : " data.image_dir=" + out());
            case "coldstart" ->
                "LLaMA-Factory takes them with dataset_dir: " + out() + ", dataset: rollstream_coldstart";
            default -> "";
        };
    }

    /** Whether tasks are to be written at all. */
    boolean isAsked() {
        return out != null;
    }

    int threads() {
        return threads;
    }

    /**
     * The folder.
     *
     * @throws IllegalArgumentException if none was given
     */
    Path out() {
        if (out == null) {
            throw new IllegalArgumentException("give a folder to write to (--out DIR), or --preview FILE alone");
        }
        return out;
    }
}
