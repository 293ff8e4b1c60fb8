package dev.rollstream.scorer.jsonl;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.rollstream.scorer.verifier.AnswerSpec;
import dev.rollstream.scorer.verifier.Completion;
import dev.rollstream.scorer.verifier.RewardComponent;
import dev.rollstream.scorer.verifier.Scorer;
import dev.rollstream.scorer.verifier.Verdict;
import dev.rollstream.scorer.verifier.VerifierOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Scores completions that come as JSON lines.
 *
 * <p>A line {@code {"id","response","ground_truth"}} (and {@code "response_length"} in tokens, for verifiers with a length
 * term) becomes a line {@code {"id","format","accuracy","overall","extracted"}}, with the verifier's further components
 * after these. What the verifier cannot score has null for all of them and an {@code "outcome"} and a {@code "reason"}.
 * A line that cannot be read becomes {@code {"line","id","error"}}, {@code line} counting from 1, and the run goes on; blank
 * lines are passed over.
 *
 * <p>Output is ASCII: other characters are escaped, so that any text survives, lone surrogates included. Memory is bounded
 * by the longest line, whatever the number of lines. Not thread-safe.
 */
public final class JsonLinesScorer {
    /** Longest line that is read, in bytes. */
    public static final int MAX_LINE_BYTES = 512 << 20;

    private static final int MAX_MESSAGE_LENGTH = 200;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MAX_LINE_BYTES)
                    .build())
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .configure(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW, false)
            .configure(JsonWriteFeature.ESCAPE_NON_ASCII, true)
            .build();

    private final Scorer scorer;
    private final Map<String, String> config;
    private final ScoreLine line = new ScoreLine();
    private long lines;
    private long scored;
    private long unscored;
    private long errors;

    /**
     * A scorer with one verifier.
     *
     * @param scorer verifier to score with
     * @param config settings of the verifier
     */
    public JsonLinesScorer(Scorer scorer, Map<String, String> config) {
        this.scorer = scorer;
        this.config = Map.copyOf(config);
    }

    /**
     * Scores every line.
     *
     * @param in UTF-8 JSON lines; not closed
     * @param out where the results go; flushed, not closed
     * @return what was done
     * @throws IOException if reading or writing fails; a line that is wrong is no such failure
     */
    public ScoreSummary run(InputStream in, OutputStream out) throws IOException {
        LineReader reader = new LineReader(in, MAX_LINE_BYTES);
        lines = 0;
        scored = 0;
        unscored = 0;
        errors = 0;
        try (JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
            for (long number = 1; reader.next(); number++) {
                if (!reader.isBlank()) {
                    lines++;
                    scoreLine(number, reader, json);
                }
            }
            if (lines > 0) {
                json.writeRaw('\n');
            }
        }
        out.flush();
        return new ScoreSummary(lines, scored, unscored, errors);
    }

    private void scoreLine(long number, LineReader reader, JsonGenerator json) throws IOException {
        String error = parse(reader, number);
        if (error != null) {
            errors++;
            writeError(number, error, json);
            return;
        }
        Completion completion = new Completion(requireRead(line.response), line.responseLength);
        write(scorer.score(completion, new AnswerSpec(requireRead(line.groundTruth), config)), json);
    }

    /** Reads the line into {@link #line}; returns what is wrong with it, or null. */
    private @Nullable String parse(LineReader reader, long number) throws IOException {
        line.clear();
        if (reader.isTooLong()) {
            return "longer than " + MAX_LINE_BYTES + " bytes";
        }
        int start = number == 1 && startsWithByteOrderMark(reader) ? 3 : 0;
        try (JsonParser parser = JSON.createParser(reader.bytes(), start, reader.length() - start)) {
            line.read(parser);
            return null;
        } catch (JsonProcessingException e) {
            return shorten(e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            return shorten(e.getMessage());
        } catch (IOException e) {
            return shorten("not UTF-8: " + e.getMessage());
        }
    }

    private static boolean startsWithByteOrderMark(LineReader reader) {
        byte[] bytes = reader.bytes();
        return reader.length() >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    }

    private static String shorten(@Nullable String message) {
        String text = message == null ? "unreadable" : message;
        return text.length() <= MAX_MESSAGE_LENGTH ? text : text.substring(0, MAX_MESSAGE_LENGTH) + "...";
    }

    private static String requireRead(@Nullable String field) {
        if (field == null) {
            throw new IllegalStateException("A line without errors has all its fields");
        }
        return field;
    }

    private void writeError(long number, String error, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("line", number);
        if (line.id != null) {
            writeId(json);
        }
        json.writeStringField("error", error);
        json.writeEndObject();
    }

    private void write(VerifierOutcome outcome, JsonGenerator json) throws IOException {
        json.writeStartObject();
        writeId(json);
        if (outcome instanceof Verdict.Scored reward) {
            scored++;
            writeReward(reward, json);
        } else {
            unscored++;
            writeNoReward(outcome, json);
        }
        json.writeEndObject();
    }

    private static void writeReward(Verdict.Scored reward, JsonGenerator json) throws IOException {
        writeNumber(RewardComponent.FORMAT, reward.component(RewardComponent.FORMAT), json);
        writeNumber(RewardComponent.ACCURACY, reward.component(RewardComponent.ACCURACY), json);
        json.writeNumberField("overall", reward.overall());
        json.writeStringField("extracted", reward.extracted());
        for (RewardComponent component : reward.components()) {
            String name = component.name();
            if (!name.equals(RewardComponent.FORMAT) && !name.equals(RewardComponent.ACCURACY)) {
                json.writeNumberField(name, component.value());
            }
        }
    }

    private static void writeNumber(String name, OptionalDouble value, JsonGenerator json) throws IOException {
        json.writeFieldName(name);
        if (value.isPresent()) {
            json.writeNumber(value.getAsDouble());
        } else {
            json.writeNull();
        }
    }

    private static void writeNoReward(VerifierOutcome outcome, JsonGenerator json) throws IOException {
        for (String name : new String[] {RewardComponent.FORMAT, RewardComponent.ACCURACY, "overall", "extracted"}) {
            json.writeNullField(name);
        }
        if (outcome instanceof Verdict.Unscorable unscorable) {
            writeReason("UNSCORABLE", unscorable.reason(), json);
        } else if (outcome instanceof VerifierOutcome.TimedOut timedOut) {
            writeReason("TIMEOUT", timedOut.reason(), json);
        } else if (outcome instanceof VerifierOutcome.Failed failed) {
            writeReason("ERROR", failed.reason(), json);
        }
    }

    private static void writeReason(String outcome, String reason, JsonGenerator json) throws IOException {
        json.writeStringField("outcome", outcome);
        json.writeStringField("reason", reason);
    }

    private void writeId(JsonGenerator json) throws IOException {
        json.writeFieldName("id");
        if (line.id == null) {
            json.writeNull();
        } else if (line.idIsText) {
            json.writeString(line.id);
        } else {
            json.writeNumber(line.id);
        }
    }
}
