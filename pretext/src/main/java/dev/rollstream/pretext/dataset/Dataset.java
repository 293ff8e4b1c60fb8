package dev.rollstream.pretext.dataset;

import dev.rollstream.pretext.Draw;
import dev.rollstream.pretext.EmptyDraw;
import dev.rollstream.pretext.GeneratedSample;
import dev.rollstream.pretext.GeneratedSample.Skip;
import dev.rollstream.pretext.Mode;
import dev.rollstream.pretext.Sample;
import dev.rollstream.pretext.SampleRun;
import dev.rollstream.pretext.SeededOrder;
import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.image.RejectedFileException;
import dev.rollstream.pretext.image.Sha256;
import dev.rollstream.pretext.image.SkipReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run of samples that are read, not made: the rows of a dataset in parquet or JSON lines, by a {@link RowLayout}. Pictures are
 * inside the rows or in files beside them; rows without pictures are as good.
 *
 * <p>Every sequence number has one row: pass after pass over the rows, in their order or in a new random one each pass. A row that
 * cannot be used leaves its number empty, with the reason. What a row holds is not to be trusted: everything about it is bounded.
 */
public final class Dataset implements SampleRun {
    private static final int MAX_ANSWER = 1 << 16;
    private static final int MAX_PICTURES = 256;
    private static final long MAX_PICTURE_BYTES = 64L << 20;

    private final RowLayout layout;
    private final DatasetFiles files;
    private final RowStore rows;
    private final PictureFinder pictures;
    private final Order order;
    private final long seed;

    /** In which order rows are taken. */
    public enum Order {
        /** As they lie in the files, the files by name. */
        AS_STORED,
        /** In another random order every pass, chosen by the seed. */
        SHUFFLED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private Dataset(RowLayout layout, DatasetFiles files, RowStore rows, PictureFinder pictures, Walk walk) {
        this.layout = layout;
        this.files = files;
        this.rows = rows;
        this.pictures = pictures;
        this.order = walk.order();
        this.seed = walk.seed();
    }

    /**
     * How rows are taken.
     *
     * @param seed of the order, where it is random
     */
    public record Walk(Order order, long seed) {}

    /**
     * Opens a dataset; of its rows none is read yet.
     *
     * @param dataset a file, or a folder with files
     * @param imageFolders where paths of pictures begin besides the dataset's own folder; looked in first
     * @param layout how its rows are to be understood
     * @throws DatasetException if there is no dataset, a file of it is damaged, or it lacks a column
     */
    public static Dataset open(Path dataset, List<Path> imageFolders, RowLayout layout, Walk walk)
            throws DatasetException {
        DatasetFiles files = DatasetFiles.find(dataset);
        RowStore rows = files.open(new RowReader(layout.columns()));
        if (rows.size() == 0) {
            throw new DatasetException("dataset " + dataset + " has no rows");
        }
        List<Path> folders = new ArrayList<>(imageFolders);
        folders.addAll(files.folders());
        return new Dataset(layout, files, rows, new PictureFinder(folders, IntakeOptions.defaults()), walk);
    }

    /** How many rows it has, usable or not. */
    public int size() {
        return rows.size();
    }

    @Override
    public Draw at(long sequence) {
        int row = row(sequence);
        try {
            return new GeneratedSample(sequence, sample(row, rows.read(row)), List.of());
        } catch (RejectedFileException e) {
            String detail = String.valueOf(e.getMessage());
            return new EmptyDraw(
                    sequence, List.of(new Skip(rows.name(row), "dataset", e.reason(), rows.name(row) + ": " + detail)));
        }
    }

    private int row(long sequence) {
        int place = (int) (sequence % rows.size());
        if (order == Order.AS_STORED) {
            return place;
        }
        long pass = sequence / rows.size();
        return new SeededOrder(rows.size(), new SeededRandom(SeededRandom.mix(seed ^ SeededRandom.mix(~pass))))
                .at(place);
    }

    private Sample sample(int row, StoredRow stored) throws RejectedFileException {
        String answer = answer(stored.answer());
        Question question = Question.of(stored.prompt(), layout.asking())
                .placing(stored.pictures().size());
        StoredRow.Origin origin = stored.origin();
        return new Sample(
                question.before(),
                TaskKind.of(origin.task(), stored.pictures(), answer, layout.kinds()),
                origin.variant() == null ? layout.kinds().unsaidVariant() : origin.variant(),
                origin.mode() == null ? Mode.REFERENCE : Mode.of(origin.mode()).orElse(Mode.REFERENCE),
                question.text(),
                answer,
                pictures(stored.pictures()),
                origin.source() == null ? rows.name(row) : origin.source(),
                origin.seed() == null ? row : origin.seed());
    }

    private String answer(@Nullable String stored) throws RejectedFileException {
        String answer = stored == null ? "" : stored.strip();
        String mark = layout.answerBehind().orElse("");
        int at = answer.lastIndexOf(mark);
        if (!answer.isEmpty() && at < 0) {
            throw new RejectedFileException(SkipReason.ROW_INCOMPLETE, "no '" + mark + "' before the answer");
        }
        answer = mark.isEmpty() || answer.isEmpty()
                ? answer
                : answer.substring(at + mark.length()).strip();
        if (answer.isEmpty() || answer.equals("None")) {
            throw new RejectedFileException(SkipReason.ROW_INCOMPLETE, "no answer that a verifier could use");
        }
        if (answer.length() > MAX_ANSWER) {
            throw new RejectedFileException(
                    SkipReason.ROW_TOO_LARGE,
                    "the answer has " + answer.length() + " characters, allowed are " + MAX_ANSWER);
        }
        return answer;
    }

    private List<EncodedImage> pictures(List<StoredRow.Picture> stored) throws RejectedFileException {
        if (stored.size() > MAX_PICTURES) {
            throw new RejectedFileException(
                    SkipReason.ROW_TOO_LARGE, stored.size() + " pictures, allowed are " + MAX_PICTURES);
        }
        List<EncodedImage> images = new ArrayList<>();
        long bytes = 0;
        for (StoredRow.Picture picture : stored) {
            EncodedImage image = pictures.fetch(picture);
            images.add(image);
            bytes += image.bytes().length;
            if (bytes > MAX_PICTURE_BYTES) {
                throw new RejectedFileException(
                        SkipReason.ROW_TOO_LARGE, "pictures of more than " + MAX_PICTURE_BYTES + " bytes together");
            }
        }
        return images;
    }

    /** Two passes: usable rows may be the first of one and the last of the next. */
    @Override
    public long patience() {
        return Math.max(SampleRun.super.patience(), 2L * rows.size());
    }

    /**
     * {@inheritDoc}
     *
     * <p>Files are told apart by name and size, pictures beside them not at all.
     */
    @Override
    public Map<String, String> identity() {
        MessageDigest digest = Sha256.digest();
        for (Path file : files.rows()) {
            digest.update((DatasetFiles.shortName(file) + " " + size(file) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("seed", order == Order.AS_STORED ? "none" : Long.toString(seed));
        if (!layout.equals(RowLayout.spatial())) {
            identity.put("layout", layout.toString());
        }
        identity.put(
                "dataset", size() + " rows, names and sizes " + HexFormat.of().formatHex(digest.digest()));
        return identity;
    }

    private static String size(Path file) {
        try {
            return Long.toString(Files.size(file));
        } catch (IOException e) {
            return "unreadable";
        }
    }
}
