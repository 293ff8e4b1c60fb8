package dev.rollstream.pretext.dataset;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What tasks are written as. */
public enum ExportFormat {
    /**
     * A line a task: {@code {"id","task","variant","mode","prompt","answer","images":[...],"source","seed"}}. A shard can be gone
     * on with in the middle.
     */
    JSONL("tasks", ".jsonl"),
    /** The layout of the released data set, for GRPO trainers; see {@link ParquetShard}. A shard is written whole. */
    PARQUET("data/train", ".parquet"),
    /** Questions with worked answers, for supervised fine-tuning; see {@link ColdStartShard}. */
    COLDSTART("coldstart", ".json");

    private final String stem;
    private final String extension;

    ExportFormat(String stem, String extension) {
        this.stem = stem;
        this.extension = extension;
    }

    /** As on a command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The format called {@code text}. */
    public static Optional<ExportFormat> of(String text) {
        return Arrays.stream(values())
                .filter(format -> format.text().equals(text))
                .findFirst();
    }

    /**
     * A shard's file below the export's folder, such as {@code data/train-00003-of-00008.parquet}. The only shard of a format
     * that people open by hand has the plain name.
     */
    String shardName(int shard, int shards) {
        return stem + (shards == 1 && this != PARQUET ? "" : "-%05d-of-%05d".formatted(shard, shards)) + extension;
    }

    /** Whether a path below an export's folder is, or was going to be, a shard of this format. */
    boolean isShard(String name) {
        String complete =
                name.endsWith(ExportFolder.PART) ? name.substring(0, name.length() - ExportFolder.PART.length()) : name;
        return complete.equals(shardName(0, 1))
                || (complete.startsWith(stem)
                        && complete.endsWith(extension)
                        && complete.substring(stem.length()).matches("-\\d{5}-of-\\d{5}\\.\\w+"));
    }
}
