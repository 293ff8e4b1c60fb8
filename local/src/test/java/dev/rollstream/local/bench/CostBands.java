package dev.rollstream.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What things may cost: {@code bands.csv}, a lowest and a highest value each. Counts and ratios only, never absolute times, and bands
 * wide enough for a busy machine. A change that leaves a band for a good reason moves the band with it, and says so.
 */
public final class CostBands {
    private static final String FILE = "bands.csv";

    private final Map<String, List<String>> bands;

    private CostBands(Map<String, List<String>> bands) {
        this.bands = bands;
    }

    /** The stored bands. */
    public static CostBands stored() {
        InputStream file = Objects.requireNonNull(CostBands.class.getResourceAsStream(FILE), FILE);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return new CostBands(lines.lines()
                    .skip(1)
                    .map(line -> List.of(line.split(";")))
                    .collect(Collectors.toMap(cells -> cells.get(0), cells -> cells)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails if a value lies outside its band, or has none. */
    public void check(String what, double value) {
        List<String> band = bands.get(what);
        assertThat(band).as("band of '" + what + "' in " + FILE).isNotNull();
        assertThat(value).as(what).isBetween(Double.parseDouble(band.get(1)), Double.parseDouble(band.get(2)));
    }
}
