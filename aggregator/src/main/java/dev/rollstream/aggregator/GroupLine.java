package dev.rollstream.aggregator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.rollstream.aggregator.estimator.GroupScores;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line of {@link JsonLinesAdvantages}: a group with its scores, a null reward marking an unscorable member. */
final class GroupLine {

    /** A line that is JSON but no group. */
    static final class BadLineException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadLineException(String message) {
            super(message);
        }
    }

    /** Numbers of one array; {@code present} is false where the line has null. */
    private record Numbers(double[] values, boolean[] present) {}

    private @Nullable String textId;
    private @Nullable String numberId;
    private @Nullable Numbers rewards;
    private @Nullable Numbers lengths;
    private final Map<String, Numbers> components = new LinkedHashMap<>();
    private @Nullable String firstProblem;

    /**
     * Reads a line to its end, so that the id is known even where another field is wrong.
     *
     * @throws BadLineException if it is JSON, but not a group
     * @throws IOException if it is not JSON
     */
    void read(JsonFactory json, String line) throws IOException {
        try (JsonParser parser = json.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadLineException("expected a JSON object such as {\"id\":\"a\",\"rewards\":[0.1,1]}");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                readField(parser);
            }
            if (parser.nextToken() != null) {
                throw new BadLineException("more than one JSON value on the line");
            }
        }
        if (firstProblem != null) {
            throw new BadLineException(firstProblem);
        }
    }

    private void problem(JsonParser parser, String message) throws IOException {
        parser.skipChildren();
        if (firstProblem == null) {
            firstProblem = message;
        }
    }

    private void readField(JsonParser parser) throws IOException {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (field) {
            case "id" -> readId(parser, value);
            case "rewards" -> rewards = readNumbers(parser, "rewards");
            case "lengths" -> lengths = value == JsonToken.VALUE_NULL ? null : readNumbers(parser, "lengths");
            case "components" -> readComponents(parser, value);
            default -> parser.skipChildren();
        }
    }

    private void readId(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            textId = parser.getText();
        } else if (value.isNumeric()) {
            numberId = parser.getText();
        } else if (value != JsonToken.VALUE_NULL) {
            problem(parser, "id must be a string or a number");
        }
    }

    private void readComponents(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        if (value != JsonToken.START_OBJECT) {
            problem(parser, "components must be an object of arrays, such as {\"format\":[1,0]}");
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            components.put(name, readNumbers(parser, "component '" + name + "'"));
        }
    }

    private Numbers readNumbers(JsonParser parser, String what) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            problem(parser, what + " must be an array of numbers");
            return new Numbers(new double[0], new boolean[0]);
        }
        double[] values = new double[8];
        boolean[] present = new boolean[8];
        int size = 0;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
                present = Arrays.copyOf(present, 2 * size);
            }
            if (token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT) {
                values[size] = parser.getDoubleValue();
                present[size] = true;
            } else if (token != JsonToken.VALUE_NULL) {
                problem(parser, what + "[" + size + "] must be a number or null");
            }
            size++;
        }
        return new Numbers(Arrays.copyOf(values, size), Arrays.copyOf(present, size));
    }

    /** {@return the scores of the scored members} */
    GroupScores scores() {
        double[] scored = select(requireRewards(), "rewards");
        GroupScores scores = GroupScores.of(scored);
        if (lengths != null) {
            scores = scores.withLengths(wholeNumbers(select(lengths, "lengths")));
        }
        for (Map.Entry<String, Numbers> component : components.entrySet()) {
            String what = "component '" + component.getKey() + "'";
            scores = scores.withComponent(component.getKey(), select(component.getValue(), what));
        }
        return scores;
    }

    /** {@return the number of members, unscorable ones included} */
    int size() {
        return requireRewards().values().length;
    }

    /** {@return whether a member has a reward} */
    boolean scored(int member) {
        return requireRewards().present()[member];
    }

    /** Writes the field {@code id} as it was read, or null. */
    void writeId(JsonGenerator out) throws IOException {
        out.writeFieldName("id");
        if (numberId != null) {
            out.writeNumber(numberId);
        } else if (textId != null) {
            out.writeString(textId);
        } else {
            out.writeNull();
        }
    }

    private Numbers requireRewards() {
        if (rewards == null) {
            throw new BadLineException("no rewards: expected \"rewards\":[...], null for an unscorable member");
        }
        return rewards;
    }

    private double[] select(Numbers numbers, String what) {
        int members = size();
        if (numbers.values().length != members) {
            throw new BadLineException(
                    what + " has " + numbers.values().length + " entries for " + members + " rewards");
        }
        double[] selected = new double[members];
        int next = 0;
        for (int i = 0; i < members; i++) {
            if (scored(i)) {
                if (!numbers.present()[i]) {
                    throw new BadLineException(what + "[" + i + "] is null, but member " + i + " has a reward");
                }
                selected[next++] = numbers.values()[i];
            }
        }
        return Arrays.copyOf(selected, next);
    }

    private static long[] wholeNumbers(double[] values) {
        long[] whole = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            whole[i] = (long) values[i];
            if (whole[i] != values[i]) {
                throw new BadLineException("length " + values[i] + " is not a whole number of tokens");
            }
        }
        return whole;
    }
}
