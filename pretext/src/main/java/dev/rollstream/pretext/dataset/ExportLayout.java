package dev.rollstream.pretext.dataset;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files of an export.
 *
 * @param format of them
 * @param shards how many files the tasks are spread over, in order and as evenly as can be
 * @param embedImages whether the pictures are inside the parquet files rather than beside them
 * @param coldStart how a cold-start set asks and answers; of no matter to other formats
 */
public record ExportLayout(ExportFormat format, int shards, boolean embedImages, ColdStartStyle coldStart) {
    /** Tells LLaMA-Factory what there is. */
    static final String DATASET_INFO = "dataset_info.json";

    private static final String DATASET = "rollstream_coldstart";
    private static final int MAX_SHARDS = 99_999;
    private static final long EMBEDDED_ROWS = 1_000;
    private static final long ROWS = 5_000;

    /** Checks that the options go together. */
    public ExportLayout {
        if (shards < 1 || shards > MAX_SHARDS) {
            throw new IllegalArgumentException("shards must be 1 to " + MAX_SHARDS + ", not " + shards);
        }
        if (embedImages && format != ExportFormat.PARQUET) {
            throw new IllegalArgumentException("pictures can be embedded in parquet files, not in " + format.text());
        }
    }

    /**
     * How many shards suit a number of tasks: one, except in parquet, where a file that is cut off is made again from its
     * beginning: 1,000 tasks a file with pictures inside (some hundred megabytes) and 5,000 without.
     */
    public static int defaultShards(ExportFormat format, boolean embedImages, long count) {
        if (format != ExportFormat.PARQUET) {
            return 1;
        }
        long rows = embedImages ? EMBEDDED_ROWS : ROWS;
        return (int) Math.min(MAX_SHARDS, (count - 1) / rows + 1);
    }

    /**
     * Opens a shard.
     *
     * @param keptBytes of an earlier attempt that are good
     */
    ShardWriter open(Path file, long keptBytes) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return switch (format) {
            case JSONL -> new JsonLinesShard(new LineFile(file, keptBytes));
            case PARQUET -> new ParquetShard(file, embedImages);
            case COLDSTART -> new ColdStartShard(new LineFile(file, keptBytes), coldStart);
        };
    }

    /** Files besides the tasks that readers of the format want, by name. */
    Map<String, String> companions() {
        return format == ExportFormat.COLDSTART ? Map.of(DATASET_INFO, datasetInfo()) : Map.of();
    }

    /** What LLaMA-Factory wants to know of every file of tasks: an entry each. */
    private String datasetInfo() {
        ObjectNode entries = JsonNodeFactory.instance.objectNode();
        for (int shard = 0; shard < shards; shard++) {
            ObjectNode entry = entries.putObject(DATASET + (shards == 1 ? "" : "_" + shard));
            entry.put("file_name", format.shardName(shard, shards));
            entry.put("formatting", "alpaca");
            ObjectNode columns = entry.putObject("columns");
            columns.put("prompt", "instruction");
            columns.put("query", "input");
            columns.put("response", "output");
            columns.put("images", "images");
        }
        return entries.toPrettyString() + "\n";
    }

    /** The options by the names that people know them under. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("format", format.text());
        settings.put("shards", Integer.toString(shards));
        if (format == ExportFormat.PARQUET) {
            settings.put("embedded pictures", Boolean.toString(embedImages));
        }
        if (format == ExportFormat.COLDSTART) {
            settings.put("style", coldStart.text());
        }
        return settings;
    }
}
