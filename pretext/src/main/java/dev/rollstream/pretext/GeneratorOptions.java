package dev.rollstream.pretext;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run of samples is made of, besides its images.
 *
 * @param runSeed decides every sample together with the images; keep it from workers all the same
 * @param mix of tasks
 * @param tasks options of the tasks
 * @param maxAttempts how many attempts one sequence may take before the images count as unusable
 * @param tasksPerSource how many sequences in a row take the same source, so that it is decoded once for them
 * @param cacheBytes heap for decoded pictures and depth maps
 */
public record GeneratorOptions(
        long runSeed, TaskMix mix, TaskOptions tasks, int maxAttempts, int tasksPerSource, long cacheBytes) {
    /** Checks the bounds. */
    public GeneratorOptions {
        if (maxAttempts < 1 || tasksPerSource < 1 || cacheBytes < 0) {
            throw new IllegalArgumentException(
                    "maxAttempts and tasksPerSource must be at least 1 and cacheBytes at least 0, not " + maxAttempts
                            + ", " + tasksPerSource + " and " + cacheBytes);
        }
    }

    /** 1,000 attempts, one task a source, and 64 MiB of decoded pictures. */
    public static GeneratorOptions of(long runSeed, TaskMix mix, TaskOptions tasks) {
        return new GeneratorOptions(runSeed, mix, tasks, 1_000, 1, 64L << 20);
    }

    /** Everything here that decides samples, by name. */
    Map<String, String> identity() {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("seed", Long.toString(runSeed));
        identity.put("tasks", json(mix));
        identity.put("task options", json(tasks));
        identity.put("attempts", Integer.toString(maxAttempts));
        identity.put("tasks per picture", Integer.toString(tasksPerSource));
        return identity;
    }

    /** With everything in a fixed order, which {@code toString} of a map is not. */
    private static String json(Object value) {
        try {
            return JsonMapper.builder()
                    .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .build()
                    .writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("options that cannot be written down: " + value, e);
        }
    }

    /** These options with another number of tasks in a row from one source. */
    public GeneratorOptions withTasksPerSource(int tasks) {
        return new GeneratorOptions(runSeed, mix, this.tasks, maxAttempts, tasks, cacheBytes);
    }
}
