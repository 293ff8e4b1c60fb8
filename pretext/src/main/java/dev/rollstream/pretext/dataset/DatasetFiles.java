package dev.rollstream.pretext.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a dataset: one that is named, or those of a folder. Parquet files come before JSON lines, as whoever has both made
 * the one of the other; in a folder those in {@code data/} belong to it too.
 *
 * @param rows in the order of their names, at least one, all of one kind
 * @param folders that paths of pictures are relative to, the likeliest first
 */
record DatasetFiles(List<Path> rows, List<Path> folders) {
    static final String PARQUET = ".parquet";
    static final String LINES = ".jsonl";
    private static final String DATA = "data";

    DatasetFiles {
        rows = List.copyOf(rows);
        folders = List.copyOf(folders);
    }

    static DatasetFiles find(Path dataset) throws DatasetException {
        if (!Files.exists(dataset)) {
            throw new DatasetException("dataset " + dataset + " does not exist");
        }
        if (Files.isDirectory(dataset)) {
            return inFolder(dataset);
        }
        if (!has(dataset, PARQUET) && !has(dataset, LINES)) {
            throw new DatasetException("dataset " + dataset
                    + " is neither parquet nor JSON lines by its name; known are " + PARQUET + " and " + LINES);
        }
        Path folder = parent(dataset);
        boolean data = folder.getFileName() != null && folder.endsWith(DATA);
        return new DatasetFiles(List.of(dataset), data ? List.of(parent(folder), folder) : List.of(folder));
    }

    private static DatasetFiles inFolder(Path folder) throws DatasetException {
        for (String extension : List.of(PARQUET, LINES)) {
            List<Path> found = new ArrayList<>(files(folder, extension));
            found.addAll(files(folder.resolve(DATA), extension));
            if (!found.isEmpty()) {
                return new DatasetFiles(found, List.of(folder, folder.resolve(DATA)));
            }
        }
        throw new DatasetException("dataset folder " + folder + " holds no " + PARQUET + " or " + LINES
                + " file, nor does data/ in it; give the file, or the folder that has it");
    }

    private static List<Path> files(Path folder, String extension) throws DatasetException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(file -> has(file, extension) && !file.endsWith(ExportFolder.SKIPPED))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new DatasetException("dataset folder " + folder + " cannot be listed: " + e.getMessage(), e);
        }
    }

    private static boolean has(Path file, String extension) {
        return file.getFileName().toString().endsWith(extension);
    }

    private static Path parent(Path path) {
        Path parent = path.toAbsolutePath().normalize().getParent();
        return parent == null ? path.toAbsolutePath().getRoot() : parent;
    }

    /** Opens the rows; no row is read yet. */
    RowStore open(RowReader reader) throws DatasetException {
        try {
            return has(rows.get(0), PARQUET) ? ParquetRows.open(rows, reader) : JsonRows.open(rows, reader);
        } catch (IOException e) {
            throw new DatasetException("dataset cannot be read: " + e.getMessage(), e);
        }
    }

    /** Where the first of the files lies, for names of rows. */
    static String shortName(Path file) {
        return file.getFileName().toString();
    }
}
