package dev.rollstream.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollstream.aggregator.JsonLinesAdvantages.Counts;
import dev.rollstream.aggregator.estimator.Estimators;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class JsonLinesAdvantagesTest {

    private final StringWriter out = new StringWriter();

    @Test
    void aGroupGivesOneLine() throws IOException {
        // When
        Counts counts = run("dr-grpo", "{\"id\":\"a\",\"rewards\":[1,0,0.5]}\n");

        // Then
        assertThat(out)
                .hasToString(
                        "{\"id\":\"a\",\"estimator\":\"dr-grpo\",\"advantages\":[0.5,-0.5,0.0],\"zero_variance\":false}\n");
        assertThat(counts).isEqualTo(new Counts(1, 0));
    }

    @Test
    void unscorableMembersHaveNullAndDoNotCount() throws IOException {
        // When
        run(
                "rloo",
                "{\"rewards\":[1,null,0],\"id\":7}",
                "{\"id\":\"all\",\"rewards\":[null,null]}",
                "{\"id\":\"one\",\"rewards\":[null,3]}",
                "{\"id\":\"none\",\"rewards\":[]}");

        // Then
        assertThat(out.toString().lines())
                .containsExactly(
                        "{\"id\":7,\"estimator\":\"rloo\",\"advantages\":[1.0,null,-1.0],\"zero_variance\":false}",
                        "{\"id\":\"all\",\"estimator\":\"rloo\",\"advantages\":[null,null],\"zero_variance\":true}",
                        "{\"id\":\"one\",\"estimator\":\"rloo\",\"advantages\":[null,0.0],\"zero_variance\":true}",
                        "{\"id\":\"none\",\"estimator\":\"rloo\",\"advantages\":[],\"zero_variance\":true}");
    }

    @Test
    void lengthsAndComponentsFollowTheScoredMembers() throws IOException {
        // When
        run("opo", "{\"id\":1,\"rewards\":[1,null,0],\"lengths\":[30,null,10]}");
        run("gdpo", "{\"id\":2,\"rewards\":[1,null,1],\"components\":{\"b\":[1,5,0],\"c\":[2,2,2]}}");

        // Then
        assertThat(out.toString().lines().toList().get(0)).contains("\"advantages\":[0.25,null,-0.75]");
        assertThat(out.toString().lines().toList().get(1))
                .contains("\"advantages\":[0.7071057811879616,null,-0.7071057811879616]");
    }

    @Test
    void aBadLineIsOneErrorThatNamesItAndTheRestGoesOn() throws IOException {
        // When
        Counts counts = run(
                "grpo",
                "{\"id\":\"a\",\"rewards\":[1,0]}",
                "{\"id\":\"b\",\"rewards\":[1,0}",
                "",
                "nonsense",
                "[1,2]",
                "{\"id\":\"c\"}",
                "{\"rewards\":[1,\"x\",[2]],\"id\":\"d\"}",
                "{\"id\":\"e\",\"rewards\":[1,0]} {}",
                "{\"id\":\"f\",\"rewards\":[1e999,0]}",
                "{\"id\":\"g\",\"rewards\":[NaN,0]}",
                "{\"id\":\"h\",\"rewards\":[1],\"rewards\":[2]}",
                "{\"id\":\"i\",\"rewards\":[1,0],\"lengths\":[1]}",
                "{\"id\":\"j\",\"rewards\":[1,0],\"lengths\":[1,null]}",
                "{\"id\":\"k\",\"rewards\":[1,0],\"lengths\":[1,1.5]}",
                "{\"id\":{\"x\":1},\"rewards\":[1,0]}",
                "{\"id\":\"l\",\"rewards\":[1,0],\"components\":[1]}",
                "{\"id\":\"z\",\"rewards\":[1,0]}");

        // Then
        assertThat(counts).isEqualTo(new Counts(2, 14));
        String[] lines = out.toString().split("\n");
        assertThat(lines).hasSize(16);
        assertThat(lines[0]).startsWith("{\"id\":\"a\",\"estimator\"");
        assertThat(lines[1]).startsWith("{\"id\":\"b\",\"line\":2,\"error\":\"line 2: not a JSON object");
        assertThat(lines[2]).startsWith("{\"id\":null,\"line\":4,\"error\":\"line 4: not a JSON object");
        assertThat(lines[3]).contains("line 5: expected a JSON object such as");
        assertThat(lines[4]).contains("\"id\":\"c\"", "line 6: no rewards");
        assertThat(lines[5]).contains("\"id\":\"d\"", "line 7: rewards[1] must be a number or null");
        assertThat(lines[6]).contains("line 8: more than one JSON value");
        assertThat(lines[7]).contains("line 9: reward 0 is Infinity");
        assertThat(lines[8]).contains("line 10: not a JSON object");
        assertThat(lines[9]).contains("line 11: not a JSON object", "Duplicate");
        assertThat(lines[10]).contains("line 12: lengths has 1 entries for 2 rewards");
        assertThat(lines[11]).contains("line 13: lengths[1] is null, but member 1 has a reward");
        assertThat(lines[12]).contains("line 14: length 1.5 is not a whole number");
        assertThat(lines[13]).contains("\"id\":null", "line 15: id must be");
        assertThat(lines[14]).contains("\"id\":\"l\"", "line 16: components must be an object");
        assertThat(lines[15]).startsWith("{\"id\":\"z\",\"estimator\"");
    }

    @Test
    void aMissingInputIsAnErrorOfThatLine() throws IOException {
        // When
        Counts counts = run("opo", "{\"id\":\"a\",\"rewards\":[1,0]}");

        // Then
        assertThat(counts).isEqualTo(new Counts(0, 1));
        assertThat(out.toString()).contains("line 1: opo needs the length");
    }

    @Test
    void aLineThatIsTooLongIsOneErrorAndTheRestGoesOn() throws IOException {
        // Given
        String longLine = "{\"id\":\"a\",\"rewards\":[" + "1,".repeat(200_000) + "0]}";
        String input = longLine + "\n{\"id\":\"b\",\"rewards\":[1,0]}\n" + longLine;

        // When
        Counts counts = new JsonLinesAdvantages(Estimators.create("grpo"), 1000).run(new StringReader(input), out);

        // Then
        assertThat(counts).isEqualTo(new Counts(1, 2));
        assertThat(out.toString().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).contains("line 1: longer than 1000 characters"),
                        line -> assertThat(line).contains("\"id\":\"b\",\"estimator\""),
                        line -> assertThat(line).contains("line 3: longer than 1000 characters"));
    }

    @Test
    void aLargeGroupAByteOrderMarkAndWindowsLineEndsAreRead() throws IOException {
        // When
        Counts counts =
                run("grpo", "\uFEFF{\"rewards\":[" + "1,".repeat(200_000) + "0]}\r", "\r", "{\"rewards\":[1]}\r");

        // Then
        assertThat(counts).isEqualTo(new Counts(2, 0));
    }

    @Test
    void anEmptyInputGivesAnEmptyOutput() throws IOException {
        assertThat(run("grpo")).isEqualTo(new Counts(0, 0));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void aLivePipeSeesEachAnswerBeforeTheNextQuestion() throws Exception {
        // Given
        PipedWriter questions = new PipedWriter();
        PipedReader in = new PipedReader(questions);
        PipedWriter answers = new PipedWriter();
        PipedReader answered = new PipedReader(answers);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread filter = new Thread(() -> {
            try {
                new JsonLinesAdvantages(Estimators.create("rloo")).run(in, answers);
            } catch (IOException e) {
                failure.set(e);
            }
        });
        filter.start();

        // When
        questions.write("{\"id\":\"a\",\"rewards\":[1,0]}\n");
        questions.flush();
        StringBuilder answer = new StringBuilder();
        for (int c = answered.read(); c != '\n'; c = answered.read()) {
            answer.append((char) c);
        }
        questions.close();
        filter.join();

        // Then
        assertThat(answer).contains("\"advantages\":[1.0,-1.0]");
        assertThat(failure).hasNullValue();
    }

    private Counts run(String estimator, String... lines) throws IOException {
        return new JsonLinesAdvantages(Estimators.create(estimator))
                .run(new StringReader(String.join("\n", lines)), out);
    }
}
