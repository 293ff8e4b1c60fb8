package dev.rollstream.pretext.dataset;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollstream.pretext.Sample;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** A line a task, with everything that is known of it. */
final class JsonLinesShard implements ShardWriter {
    private final LineFile lines;

    JsonLinesShard(LineFile lines) {
        this.lines = lines;
    }

    @Override
    public void write(String id, Sample sample, List<String> pictures) throws IOException {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("id", id);
        line.put("task", sample.task());
        line.put("variant", sample.variant());
        line.put("mode", sample.mode().text());
        line.put("prompt", sample.prompt());
        line.put("answer", sample.answer());
        ArrayNode images = line.putArray("images");
        pictures.forEach(images::add);
        line.put("source", sample.source());
        line.put("seed", sample.seed());
        lines.append(line + "\n");
    }

    @Override
    public OptionalLong savepoint() throws IOException {
        return OptionalLong.of(lines.savepoint());
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
