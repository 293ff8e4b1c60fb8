package dev.rollstream.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiOptionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--id w                                                        | needs --engine-url",
                "--engine-url ftp://gpu                                        | 'ftp://gpu' is no address of a server",
                "--engine-url http://gpu --engine-flavor chat                  | --engine-flavor",
                "--engine-url http://gpu --engine-attempts 0                   | attempts: 0 is out of range",
                "--engine-url http://gpu --engine-key-env ROLLSTREAM_NO_SUCH   | ROLLSTREAM_NO_SUCH has no API key",
                "--engine-url http://gpu --engine-key-env A --engine-key-file B | give one of them",
                "--engine-url http://gpu --engine-version-source update        | give it a name with --engine-model",
                "--engine-url http://gpu --engine-weights-from /mnt/weights    | '/mnt/weights' (--engine-weights-from) is no place of files",
                "--engine-url http://g --engine-flavor tgi --engine-version-source update | not into tgi",
            })
    void wrongUsageSaysWhat(String options, String why) {
        // When
        Cli.Result result =
                Cli.run(Stream.concat(Stream.of("worker", "--engine", "openai"), Arrays.stream(options.split(" ")))
                        .toArray(String[]::new));

        // Then
        assertThat(result.code()).isEqualTo(Rollstream.USAGE);
        assertThat(result.err()).contains(why).doesNotContain("Exception");
    }
}
