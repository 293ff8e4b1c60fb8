package dev.rollstream.local.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What one kind of measurement found, for people and for programs.
 *
 * @param title what was measured, and on what
 * @param header of the columns
 * @param lines a row each, as many cells as the header
 * @param rows each figure beside its limit
 */
public record BenchTable(String title, List<String> header, List<List<String>> lines, List<BenchRow> rows) {
    /** Copies the lists. */
    public BenchTable {
        header = List.copyOf(header);
        lines = lines.stream().map(List::copyOf).toList();
        rows = List.copyOf(rows);
    }

    /** As Markdown, the title above the table. */
    public List<String> markdown() {
        List<String> text = new ArrayList<>(List.of(title, "", line(header), "|" + "---|".repeat(header.size())));
        lines.forEach(line -> text.add(line(line)));
        text.add("");
        return text;
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
