package dev.rollstream.pretext.dataset;

import dev.rollstream.pretext.Draw;
import dev.rollstream.pretext.EmptyDraw;
import dev.rollstream.pretext.GeneratedSample;
import dev.rollstream.pretext.GeneratedSample.Skip;
import dev.rollstream.pretext.Mode;
import dev.rollstream.pretext.PromptFormat;
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
import java.util.Map;

/**
 * A run of samples that are read, not made: the rows of a dataset in parquet or JSON lines, in the layout of the released set
 * (problem, answer, images) or in our own. Pictures are inside the rows or in files beside them.
 *
 * <p>Every sequence number has one row: pass after pass over the rows, in their order or in a new random one each pass. A row that
 * cannot be used leaves its number empty, with the reason. A problem without the suffix that asks for a boxed answer gets it.
 */
public final class Dataset implements SampleRun {
    private static final String UNSAID_VARIANT = "released";

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
        SHUFFLED
    }

    private Dataset(DatasetFiles files, RowStore rows, PictureFinder pictures, Order order, long seed) {
        this.files = files;
        this.rows = rows;
        this.pictures = pictures;
        this.order = order;
        this.seed = seed;
    }

    /**
     * Opens a dataset; of its rows none is read yet.
     *
     * @param dataset a file, or a folder with files
     * @param imageFolders where paths of pictures begin besides the dataset's own folder; looked in first
     * @param seed of the order
     * @throws DatasetException if there is no dataset, or a file of it is damaged
     */
    public static Dataset open(Path dataset, List<Path> imageFolders, Order order, long seed) throws DatasetException {
        DatasetFiles files = DatasetFiles.find(dataset);
        RowStore rows = files.open();
        if (rows.size() == 0) {
            throw new DatasetException("dataset " + dataset + " has no rows");
        }
        List<Path> folders = new ArrayList<>(imageFolders);
        folders.addAll(files.folders());
        return new Dataset(files, rows, new PictureFinder(folders, IntakeOptions.defaults()), order, seed);
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
        String problem = stored.problem();
        String answer = stored.answer() == null ? "" : stored.answer().strip();
        if (problem == null || problem.isBlank()) {
            throw new RejectedFileException(SkipReason.ROW_INCOMPLETE, "no problem");
        }
        if (answer.isEmpty() || answer.equals("None")) {
            throw new RejectedFileException(SkipReason.ROW_INCOMPLETE, "no answer that a verifier could use");
        }
        int places = PromptFormat.pictures(problem);
        if (places != stored.pictures().size()) {
            throw new RejectedFileException(
                    SkipReason.PICTURE_COUNT,
                    "the problem has " + places + " places for "
                            + stored.pictures().size() + " pictures");
        }
        List<EncodedImage> images = new ArrayList<>();
        for (StoredRow.Picture picture : stored.pictures()) {
            images.add(pictures.fetch(picture));
        }
        StoredRow.Origin origin = stored.origin();
        return new Sample(
                TaskKind.of(origin.task(), stored.pictures(), answer),
                origin.variant() == null ? UNSAID_VARIANT : origin.variant(),
                origin.mode() == null ? Mode.REFERENCE : Mode.of(origin.mode()).orElse(Mode.REFERENCE),
                PromptFormat.prompt(problem),
                answer,
                images,
                origin.source() == null ? rows.name(row) : origin.source(),
                origin.seed() == null ? row : origin.seed());
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
