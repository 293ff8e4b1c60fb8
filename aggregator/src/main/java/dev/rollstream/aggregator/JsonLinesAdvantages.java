package dev.rollstream.aggregator;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.rollstream.aggregator.GroupLine.BadLineException;
import dev.rollstream.aggregator.estimator.Estimator;
import dev.rollstream.aggregator.estimator.EstimatorException;
import dev.rollstream.aggregator.estimator.GroupScores;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;

/**
 * Advantages of groups given as JSON lines: a filter from reader to writer that holds one line at a time.
 *
 * <p>A line in is {@code {"id", "rewards": [...]}}, optionally with {@code "components": {NAME: [...]}} and {@code "lengths":
 * [...]}, all of one length; other fields are ignored. A null reward is an unscorable member: excluded from the statistics, its
 * advantage null. A line out is {@code {"id", "estimator", "advantages": [...], "zero_variance": bool}}, in the order of the
 * input. A line that cannot be used becomes {@code {"id", "line", "error"}}, its error names the line number, and the rest goes on.
 * Blank lines are passed over. Output is flushed whenever no input is waiting, so that a live pipe sees each answer at once.
 */
public final class JsonLinesAdvantages {

    private static final int BUFFER_CHARS = 1 << 16;
    private static final int MAX_LINE_CHARS = 64 * 1024 * 1024;

    /**
     * What was read.
     *
     * @param groups lines with advantages
     * @param errors lines with an error
     */
    public record Counts(long groups, long errors) {}

    private final JsonFactory json = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build()
            .setRootValueSeparator("");
    private final Estimator estimator;
    private final int maxLineChars;

    /**
     * A filter with one estimator.
     *
     * @param estimator what turns rewards into advantages
     */
    public JsonLinesAdvantages(Estimator estimator) {
        this(estimator, MAX_LINE_CHARS);
    }

    JsonLinesAdvantages(Estimator estimator, int maxLineChars) {
        this.estimator = estimator;
        this.maxLineChars = maxLineChars;
    }

    /**
     * Reads lines to the end and writes one line for each; flushes, and closes neither side.
     *
     * @param in JSON lines
     * @param out JSON lines
     * @return how many lines gave advantages and how many an error
     * @throws IOException if the reader or the writer fails; never for what a line holds
     */
    public Counts run(Reader in, Writer out) throws IOException {
        LineSource lines = new LineSource(in, maxLineChars);
        JsonGenerator generator = json.createGenerator(new BufferedWriter(out, BUFFER_CHARS));
        long groups = 0;
        long errors = 0;
        while (lines.next()) {
            String line = lines.line();
            if (line.isBlank()) {
                continue;
            }
            if (answer(line, lines, generator)) {
                groups++;
            } else {
                errors++;
            }
            generator.writeRaw('\n');
            if (!lines.ready()) {
                generator.flush();
            }
        }
        generator.flush();
        return new Counts(groups, errors);
    }

    private boolean answer(String line, LineSource lines, JsonGenerator out) throws IOException {
        GroupLine group = new GroupLine();
        String error;
        try {
            if (lines.isTooLong()) {
                throw new BadLineException("longer than " + maxLineChars + " characters");
            }
            group.read(json, line);
            GroupScores scores = group.scores();
            double[] advantages = estimator.advantages(scores);
            writeAdvantages(group, advantages, estimator.zeroVariance(scores), out);
            return true;
        } catch (JacksonException e) {
            error = "not a JSON object of the expected form: " + e.getOriginalMessage();
        } catch (BadLineException | EstimatorException e) {
            error = String.valueOf(e.getMessage());
        }
        writeError(group, lines.number(), error, out);
        return false;
    }

    private void writeAdvantages(GroupLine group, double[] advantages, boolean zeroVariance, JsonGenerator out)
            throws IOException {
        out.writeStartObject();
        group.writeId(out);
        out.writeStringField("estimator", estimator.name());
        out.writeArrayFieldStart("advantages");
        int next = 0;
        for (int member = 0; member < group.size(); member++) {
            if (group.scored(member)) {
                out.writeNumber(advantages[next++]);
            } else {
                out.writeNull();
            }
        }
        out.writeEndArray();
        out.writeBooleanField("zero_variance", zeroVariance);
        out.writeEndObject();
    }

    private static void writeError(GroupLine group, long lineNumber, String error, JsonGenerator out)
            throws IOException {
        out.writeStartObject();
        group.writeId(out);
        out.writeNumberField("line", lineNumber);
        out.writeStringField("error", "line " + lineNumber + ": " + error);
        out.writeEndObject();
    }
}
