package dev.rollstream.pretext.dataset;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollstream.pretext.Sample;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** A JSON list in alpaca style, a line a task: instruction, empty input, worked output, and paths of the pictures. */
final class ColdStartShard implements ShardWriter {
    private final LineFile lines;
    private final ColdStartStyle style;

    ColdStartShard(LineFile lines, ColdStartStyle style) {
        this.lines = lines;
        this.style = style;
    }

    @Override
    public void write(String id, Sample sample, List<String> pictures) throws IOException {
        WorkedAnswer worked = WorkedAnswer.of(sample, style);
        ObjectNode task = JsonNodeFactory.instance.objectNode();
        task.put("instruction", worked.instruction());
        task.put("input", "");
        task.put("output", worked.output());
        ArrayNode images = task.putArray("images");
        pictures.forEach(images::add);
        lines.append((lines.isEmpty() ? "[\n" : ",\n") + task);
    }

    @Override
    public OptionalLong savepoint() throws IOException {
        return OptionalLong.of(lines.savepoint());
    }

    @Override
    public void close() throws IOException {
        lines.append(lines.isEmpty() ? "[]\n" : "\n]\n");
        lines.close();
    }
}
