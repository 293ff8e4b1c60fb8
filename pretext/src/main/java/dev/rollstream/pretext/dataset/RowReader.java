package dev.rollstream.pretext.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.rollstream.pretext.dataset.RowLayout.Columns;
import dev.rollstream.pretext.dataset.StoredRow.Picture;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds a row's parts in its columns, whatever the file was. Bytes are binary nodes, numbers decimal.
 *
 * <p>A number is written without exponent and without zeros at its end, as people do, so that a file whose numbers went through
 * a table of floats ({@code 18.0}) has the same answers as one whose did not.
 */
final class RowReader {
    private static final int MAX_SCALE = 400;
    private static final String PATH = "path";
    private static final String BYTES = "bytes";

    private final Columns columns;

    RowReader(Columns columns) {
        this.columns = columns;
    }

    /** The columns that tell something; the rest need not be read. */
    Set<String> wanted() {
        Set<String> wanted = new TreeSet<>(
                List.of(ParquetColumns.VARIANT, ParquetColumns.MODE, ParquetColumns.SOURCE, ParquetColumns.SEED));
        for (List<String> names : List.of(columns.prompt(), columns.answer(), columns.images(), columns.task())) {
            names.forEach(name -> {
                wanted.add(name);
                wanted.add(root(name));
            });
        }
        return wanted;
    }

    /** What a table with these columns lacks, with the way out; empty if it has all that a row needs. */
    Optional<String> missing(Collection<String> present) {
        return lacking("question", columns.prompt(), "--prompt-column", present)
                .or(() -> lacking("answer", columns.answer(), "--answer-column", present));
    }

    private static Optional<String> lacking(
            String what, List<String> names, String option, Collection<String> present) {
        boolean there = names.stream().anyMatch(name -> present.contains(name) || present.contains(root(name)));
        return there
                ? Optional.empty()
                : Optional.of("has no column for the " + what + ": none is called " + String.join(", ", names)
                        + "; its columns are " + present + ", and " + option + " says which of them it is");
    }

    private static String root(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    StoredRow row(JsonNode row) {
        List<Picture> pictures = new ArrayList<>();
        collect(find(row, columns.images()), pictures);
        JsonNode prompt = find(row, columns.prompt());
        JsonNode seed = row.path(ParquetColumns.SEED);
        return new StoredRow(
                prompt.isMissingNode() ? null : prompt,
                text(find(row, columns.answer())),
                pictures,
                new StoredRow.Origin(
                        text(find(row, columns.task())),
                        text(row.path(ParquetColumns.VARIANT)),
                        text(row.path(ParquetColumns.MODE)),
                        text(row.path(ParquetColumns.SOURCE)),
                        seed.isIntegralNumber() && seed.canConvertToLong() ? seed.longValue() : null));
    }

    /** The first of the columns that holds something; missing if none does. */
    private static JsonNode find(JsonNode row, List<String> names) {
        for (String name : names) {
            JsonNode found = row.path(name);
            int dot = name.indexOf('.');
            if (found.isMissingNode() && dot > 0) {
                found = find(row.path(name.substring(0, dot)), List.of(name.substring(dot + 1)));
            }
            if (!found.isNull() && !found.isMissingNode()) {
                return found;
            }
        }
        return MissingNode.getInstance();
    }

    /** What a node says in words; null if it is nothing. */
    static @Nullable String text(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> node.textValue();
            case NUMBER -> number(node.decimalValue());
            case BINARY -> new String(bytes(node), StandardCharsets.UTF_8);
            case NULL, MISSING -> null;
            default -> node.toString();
        };
    }

    private static String number(BigDecimal number) {
        return Math.abs((long) number.scale()) > MAX_SCALE
                ? number.toString()
                : number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /** Pictures however deep they are nested: texts are paths, bytes are bytes, and so are the fields of those names. */
    private static void collect(JsonNode node, List<Picture> pictures) {
        if (node.isTextual()) {
            pictures.add(new Picture(node.textValue(), null));
        } else if (node.isBinary()) {
            pictures.add(new Picture(null, bytes(node)));
        } else if (node.has(BYTES) || node.has(PATH)) {
            JsonNode bytes = node.path(BYTES);
            JsonNode path = node.path(PATH);
            pictures.add(new Picture(
                    path.isTextual() || path.isBinary() ? text(path) : null, bytes.isBinary() ? bytes(bytes) : null));
        } else if (node.isContainerNode()) {
            node.forEach(inner -> collect(inner, pictures));
        } else if (!node.isMissingNode()) {
            pictures.add(new Picture(null, null));
        }
    }

    private static byte[] bytes(JsonNode node) {
        return ((BinaryNode) node).binaryValue();
    }
}
