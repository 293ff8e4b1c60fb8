package dev.rollstream.pretext.dataset;

import dev.rollstream.pretext.PromptFormat;
import dev.rollstream.pretext.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/**
 * A parquet file in the layout of the released data set: {@code problem}, {@code answer}, {@code images}, and more columns that
 * trainers pass over. The problem has no suffix, which the trainer's template adds.
 *
 * <p>Pictures are paths relative to the export's folder, or pairs of bytes and path, which the library {@code datasets} shows as
 * pictures by what the footer says under {@code huggingface}. Row groups are small, as that library writes them, so that a row
 * can be read at little cost and so that few pictures are in memory at a time.
 */
final class ParquetShard implements ShardWriter {
    private static final int EMBEDDED_GROUP_ROWS = 100;
    private static final int GROUP_ROWS = 1_000;
    private static final long GROUP_BYTES = 16L << 20;
    private static final String FEATURES = "huggingface";
    private static final String EMBEDDED_FEATURES = "{\"info\": {\"features\": {"
            + text("problem") + ", " + text("answer") + ", \"images\": [{\"_type\": \"Image\"}], "
            + text("id") + ", " + text("task") + ", " + text("variant") + ", " + text("mode") + ", " + text("source")
            + ", \"seed\": {\"dtype\": \"int64\", \"_type\": \"Value\"}}}}";

    private final ParquetWriter<Row> writer;

    /** A task and what it is called. */
    private record Row(String id, Sample sample, List<String> pictures) {}

    ParquetShard(Path file, boolean embedImages) throws IOException {
        this.writer = new Builder(new LocalOutputFile(file), embedImages)
                .withConf(new PlainParquetConfiguration())
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                .withCodecFactory(new ParquetCodecs())
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .withDictionaryEncoding("images.list.element.bytes", false)
                .withStatisticsEnabled("images.list.element.bytes", false)
                .withRowGroupRowCountLimit(embedImages ? EMBEDDED_GROUP_ROWS : GROUP_ROWS)
                .withRowGroupSize(GROUP_BYTES)
                // Pictures are large: looking at the size after every row keeps pages and groups close to their limits.
                .withMinRowCountForPageSizeCheck(1)
                .build();
    }

    private static String text(String column) {
        return "\"" + column + "\": {\"dtype\": \"string\", \"_type\": \"Value\"}";
    }

    @Override
    public void write(String id, Sample sample, List<String> pictures) throws IOException {
        writer.write(new Row(id, sample, pictures));
    }

    @Override
    public OptionalLong savepoint() {
        return OptionalLong.empty();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }

    private static final class Builder extends ParquetWriter.Builder<Row, Builder> {
        private final boolean embedImages;

        Builder(OutputFile file, boolean embedImages) {
            super(file);
            this.embedImages = embedImages;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        protected WriteSupport<Row> getWriteSupport(Configuration unused) {
            return new RowSupport(embedImages);
        }

        @Override
        protected WriteSupport<Row> getWriteSupport(ParquetConfiguration unused) {
            return new RowSupport(embedImages);
        }
    }

    /** Spells a row out, field by field. */
    @SuppressWarnings("NullAway.Init") // the consumer comes before the first row
    private static final class RowSupport extends WriteSupport<Row> {
        private final boolean embedImages;
        private RecordConsumer out;

        RowSupport(boolean embedImages) {
            this.embedImages = embedImages;
        }

        @Override
        public WriteContext init(Configuration unused) {
            return context();
        }

        @Override
        public WriteContext init(ParquetConfiguration unused) {
            return context();
        }

        private WriteContext context() {
            return new WriteContext(
                    ParquetColumns.schema(embedImages), embedImages ? Map.of(FEATURES, EMBEDDED_FEATURES) : Map.of());
        }

        @Override
        public void prepareForWrite(RecordConsumer consumer) {
            this.out = consumer;
        }

        @Override
        public void write(Row row) {
            Sample sample = row.sample();
            out.startMessage();
            text(ParquetColumns.PROBLEM, 0, PromptFormat.question(sample.prompt()));
            text(ParquetColumns.ANSWER, 1, sample.answer());
            out.startField(ParquetColumns.IMAGES, 2);
            pictures(row);
            out.endField(ParquetColumns.IMAGES, 2);
            text(ParquetColumns.ID, 3, row.id());
            text(ParquetColumns.TASK, 4, sample.task());
            text(ParquetColumns.VARIANT, 5, sample.variant());
            text(ParquetColumns.MODE, 6, sample.mode().text());
            text(ParquetColumns.SOURCE, 7, sample.source());
            out.startField(ParquetColumns.SEED, 8);
            out.addLong(sample.seed());
            out.endField(ParquetColumns.SEED, 8);
            out.endMessage();
        }

        private void pictures(Row row) {
            out.startGroup();
            if (!row.pictures().isEmpty()) { // a field without values must not be begun
                out.startField(ParquetColumns.LIST, 0);
                for (int i = 0; i < row.pictures().size(); i++) {
                    out.startGroup();
                    out.startField(ParquetColumns.ELEMENT, 0);
                    picture(row, i);
                    out.endField(ParquetColumns.ELEMENT, 0);
                    out.endGroup();
                }
                out.endField(ParquetColumns.LIST, 0);
            }
            out.endGroup();
        }

        private void picture(Row row, int place) {
            String path = row.pictures().get(place);
            if (!embedImages) {
                out.addBinary(Binary.fromString(path));
                return;
            }
            out.startGroup();
            out.startField(ParquetColumns.BYTES, 0);
            out.addBinary(Binary.fromConstantByteArray(
                    row.sample().images().get(place).bytes()));
            out.endField(ParquetColumns.BYTES, 0);
            text(ParquetColumns.PATH, 1, path);
            out.endGroup();
        }

        private void text(String column, int index, String value) {
            out.startField(column, index);
            out.addBinary(Binary.fromString(value));
            out.endField(column, index);
        }
    }
}
