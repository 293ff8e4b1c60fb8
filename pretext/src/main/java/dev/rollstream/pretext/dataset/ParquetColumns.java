package dev.rollstream.pretext.dataset;

import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * The columns of a tasks' parquet file: first those of the released data set, then where a task comes from. All are optional, as
 * Arrow writes them: the library {@code datasets} believes its footer only where that fits.
 */
final class ParquetColumns {
    static final String PROBLEM = "problem";
    static final String ANSWER = "answer";
    static final String IMAGES = "images";
    static final String ID = "id";
    static final String TASK = "task";
    static final String VARIANT = "variant";
    static final String MODE = "mode";
    static final String SOURCE = "source";
    static final String SEED = "seed";

    static final String LIST = "list";
    static final String ELEMENT = "element";
    static final String BYTES = "bytes";
    static final String PATH = "path";

    private static final String SCHEMA = "message task {"
            + " optional binary problem (STRING); optional binary answer (STRING);"
            + " optional group images (LIST) { repeated group list { %s } }"
            + " optional binary id (STRING); optional binary task (STRING); optional binary variant (STRING);"
            + " optional binary mode (STRING); optional binary source (STRING); optional int64 seed; }";

    private ParquetColumns() {}

    /** As it is written; pictures either as paths, or as the pairs of bytes and path that Hugging Face calls Image. */
    static MessageType schema(boolean embedImages) {
        return MessageTypeParser.parseMessageType(SCHEMA.formatted(
                embedImages
                        ? "optional group element { optional binary bytes; optional binary path (STRING); }"
                        : "optional binary element (STRING);"));
    }
}
