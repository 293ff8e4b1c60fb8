package dev.rollstream.pretext.dataset;

import dev.rollstream.pretext.image.RejectedFileException;
import dev.rollstream.pretext.image.SkipReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Rows in parquet files. A row group is read as a whole, of it only the columns that tell something, and the latest few groups
 * are kept; so memory hangs on the size of the row groups, and a group that is too large is refused when the file is opened.
 */
final class ParquetRows implements RowStore {
    private static final long MAX_KEPT_BYTES = 64L << 20;
    private static final long MAX_GROUP_BYTES =
            Math.min(1L << 30, Runtime.getRuntime().maxMemory() / 4);

    private final List<RowGroup> groups;
    private final int size;
    private final RowReader reader;
    private final Map<Integer, Rows> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long keptBytes;

    /**
     * A row group of a file.
     *
     * @param firstRow number of its first row
     * @param index in its file
     * @param bytes unpacked
     */
    private record RowGroup(OpenedFile file, int firstRow, int index, long bytes) {}

    /** A file whose footer was read. */
    private record OpenedFile(Path path, int firstRow, ParquetMetadata footer, MessageType schema) {}

    /**
     * The rows of a group.
     *
     * @param failure why some are missing at the end, empty if none is
     * @param bytes unpacked
     */
    private record Rows(List<StoredRow> rows, String failure, long bytes) {}

    private ParquetRows(List<RowGroup> groups, int size, RowReader reader) {
        this.groups = List.copyOf(groups);
        this.size = size;
        this.reader = reader;
    }

    static ParquetRows open(List<Path> files, RowReader reader) throws DatasetException {
        List<RowGroup> groups = new ArrayList<>();
        int rows = 0;
        for (Path path : files) {
            OpenedFile file = open(path, rows, reader);
            List<BlockMetaData> blocks = file.footer().getBlocks();
            for (int i = 0; i < blocks.size(); i++) {
                groups.add(new RowGroup(file, rows, i, checkedBytes(file, blocks.get(i))));
                rows = checkedSum(path, rows, blocks.get(i).getRowCount());
            }
        }
        return new ParquetRows(groups, rows, reader);
    }

    private static OpenedFile open(Path path, int firstRow, RowReader rows) throws DatasetException {
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(path), options())) {
            ParquetMetadata footer = reader.getFooter();
            MessageType schema = footer.getFileMetaData().getSchema();
            List<Type> columns = schema.getFields().stream()
                    .filter(column -> rows.wanted().contains(column.getName()))
                    .toList();
            Optional<String> missing =
                    rows.missing(schema.getFields().stream().map(Type::getName).toList());
            if (missing.isPresent()) {
                throw new DatasetException("dataset file " + path + " " + missing.get());
            }
            return new OpenedFile(path, firstRow, footer, new MessageType(schema.getName(), columns));
        } catch (IOException | RuntimeException e) {
            // Damaged footers are answered with every kind of runtime exception.
            throw new DatasetException(
                    "dataset file " + path + " is no parquet file, or is damaged: " + e.getMessage(), e);
        }
    }

    private static long checkedBytes(OpenedFile file, BlockMetaData block) throws DatasetException {
        long bytes = 0;
        for (ColumnChunkMetaData column : block.getColumns()) {
            if (file.schema().containsField(column.getPath().toArray()[0])) {
                if (!ParquetCodecs.KNOWN.contains(column.getCodec())) {
                    throw new DatasetException(
                            "dataset file " + file.path() + " is compressed with " + column.getCodec()
                                    + ", which is not read here; write it again with one of " + ParquetCodecs.KNOWN);
                }
                bytes += Math.max(column.getTotalUncompressedSize(), column.getTotalSize());
            }
        }
        if (bytes < 0 || bytes > MAX_GROUP_BYTES) {
            throw new DatasetException("dataset file " + file.path() + " has a row group of " + (bytes >> 20)
                    + " MiB, which does not fit into memory; give Java more (ROLLSTREAM_OPTS=-Xmx8g), or write the file"
                    + " again with smaller ones, in pandas by to_parquet(..., row_group_size=100)");
        }
        return bytes;
    }

    private static int checkedSum(Path path, int rows, long more) throws DatasetException {
        if (more < 0 || more > Integer.MAX_VALUE - rows) {
            throw new DatasetException("dataset file " + path + " claims to have " + more + " rows in a group");
        }
        return rows + (int) more;
    }

    private static ParquetReadOptions options() {
        return ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new ParquetCodecs())
                .usePageChecksumVerification()
                .build();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public String name(int row) {
        OpenedFile file = group(row).file();
        return DatasetFiles.shortName(file.path()) + "#" + (row - file.firstRow());
    }

    @Override
    public StoredRow read(int row) throws RejectedFileException {
        RowGroup group = group(row);
        Rows rows = rows(group);
        int index = row - group.firstRow();
        if (index >= rows.rows().size()) {
            throw new RejectedFileException(SkipReason.ROW_UNREADABLE, rows.failure());
        }
        return rows.rows().get(index);
    }

    private RowGroup group(int row) {
        int low = 0;
        int high = groups.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (groups.get(middle).firstRow() <= row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return groups.get(low);
    }

    private synchronized Rows rows(RowGroup group) {
        Rows rows = kept.get(group.firstRow());
        if (rows == null) {
            makeRoom(group.bytes());
            rows = load(group);
            kept.put(group.firstRow(), rows);
            keptBytes += group.bytes();
        }
        return rows;
    }

    private void makeRoom(long bytes) {
        Iterator<Rows> oldest = kept.values().iterator();
        while (oldest.hasNext() && keptBytes + bytes > MAX_KEPT_BYTES) {
            keptBytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    /** The rows up to the first that is damaged. */
    private Rows load(RowGroup group) {
        OpenedFile file = group.file();
        List<StoredRow> rows = new ArrayList<>();
        try (ParquetFileReader parquet = ParquetFileReader.open(
                new LocalInputFile(file.path()),
                file.footer(),
                options(),
                new LocalInputFile(file.path()).newStream())) {
            parquet.setRequestedSchema(file.schema());
            PageReadStore pages = parquet.readRowGroup(group.index());
            RecordReader<Group> records = new ColumnIOFactory()
                    .getColumnIO(file.schema())
                    .getRecordReader(pages, new GroupRecordConverter(file.schema()));
            for (long i = 0; i < pages.getRowCount(); i++) {
                rows.add(reader.row(ParquetTree.of(records.read())));
            }
            return new Rows(rows, "", group.bytes());
        } catch (IOException | RuntimeException e) {
            // Damaged pages are answered with every kind of runtime exception.
            return new Rows(rows, "damaged row group " + group.index() + ": " + e.getMessage(), group.bytes());
        }
    }
}
