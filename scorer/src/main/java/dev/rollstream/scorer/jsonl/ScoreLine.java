package dev.rollstream.scorer.jsonl;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One line of input as far as it could be read. Not thread-safe; filled anew for each line so that a million lines make
 * no garbage of it.
 */
final class ScoreLine {
    /** The id as JSON text (a quoted string or a number), null where there is none. */
    @Nullable
    String id;

    /** Whether {@link #id} is a string. */
    boolean idIsText;

    @Nullable
    String response;

    @Nullable
    String groundTruth;

    @Nullable
    Integer responseLength;

    void clear() {
        id = null;
        response = null;
        groundTruth = null;
        responseLength = null;
    }

    /**
     * Reads an object into the cleared fields; what was read before a mistake stays.
     *
     * @throws IOException if the line is not JSON
     * @throws IllegalArgumentException if it is JSON, but not what is expected
     */
    void read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("not a JSON object");
        }
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            readField(parser, field, value);
        }
        if (parser.nextToken() != null) {
            throw new IllegalArgumentException("more than one JSON value");
        }
        if (response == null) {
            throw new IllegalArgumentException("'response' is missing");
        }
        if (groundTruth == null) {
            throw new IllegalArgumentException("'ground_truth' is missing");
        }
    }

    private void readField(JsonParser parser, String field, JsonToken value) throws IOException {
        switch (field) {
            case "id" -> readId(parser, value);
            case "response" -> response = text(parser, field, value);
            case "ground_truth" -> groundTruth = text(parser, field, value);
            case "response_length" -> responseLength = length(parser, value);
            default -> parser.skipChildren();
        }
    }

    private void readId(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        if (value != JsonToken.VALUE_STRING && !value.isNumeric()) {
            throw new IllegalArgumentException("'id' is neither a string nor a number");
        }
        idIsText = value == JsonToken.VALUE_STRING;
        id = parser.getText();
    }

    private static String text(JsonParser parser, String field, JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_STRING) {
            throw new IllegalArgumentException("'" + field + "' is not a string");
        }
        return parser.getText();
    }

    private static @Nullable Integer length(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return null;
        }
        if (value != JsonToken.VALUE_NUMBER_INT
                || parser.getLongValue() < 0
                || parser.getLongValue() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("'response_length' is not a whole number from 0");
        }
        return parser.getIntValue();
    }
}
