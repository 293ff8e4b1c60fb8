package dev.rollstream.pretext.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollstream.pretext.GeneratorOptions;
import dev.rollstream.pretext.Mode;
import dev.rollstream.pretext.PretextGenerator;
import dev.rollstream.pretext.PretextTask;
import dev.rollstream.pretext.TaskMix;
import dev.rollstream.pretext.TaskOptions;
import dev.rollstream.pretext.dataset.ExportRequest.Existing;
import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.Sha256;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.SourceImage;
import dev.rollstream.pretext.image.TestPictures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Small exports, and what is in them. */
final class Exports {
    private Exports() {}

    /** Sources in memory by name: good ones, and null for one that is truncated. */
    record Pictures(Map<String, RgbImage> byName) implements ImageSource {
        static Pictures mixed() {
            Map<String, RgbImage> pictures = new LinkedHashMap<>();
            pictures.put("a", TestPictures.varied(140, 130));
            pictures.put("bad", null);
            pictures.put("sky", TestPictures.plain(140, 130, 0x80A0FF));
            pictures.put("b \"quoted\"", TestPictures.varied(132, 140));
            return new Pictures(pictures);
        }

        static Pictures hopeless() {
            Map<String, RgbImage> pictures = new LinkedHashMap<>();
            pictures.put("bad", null);
            return new Pictures(pictures);
        }

        @Override
        public int size() {
            return byName.size();
        }

        @Override
        public String name(int index) {
            return List.copyOf(byName.keySet()).get(index);
        }

        @Override
        public LoadOutcome load(int index) {
            String name = name(index);
            RgbImage pixels = byName.get(name);
            return pixels == null
                    ? new LoadOutcome.Rejected(SkipReason.TRUNCATED, "made for a test")
                    : new LoadOutcome.Loaded(
                            new SourceImage(name, Sha256.hex(name.getBytes(StandardCharsets.UTF_8)), pixels));
        }
    }

    static PretextGenerator generator(ImageSource pictures, long seed) {
        return new PretextGenerator(
                pictures,
                GeneratorOptions.of(
                        seed, TaskMix.ofReleased(PretextTask.possibleOn(pictures)), TaskOptions.of(Mode.REFERENCE)));
    }

    static ExportLayout layout(ExportFormat format, int shards, boolean embedImages) {
        return new ExportLayout(format, shards, embedImages, ColdStartStyle.THINK);
    }

    static ExportRequest request(Path out, Existing existing, long count, ExportLayout layout) {
        return new ExportRequest(out, existing, 0, count, 2, layout);
    }

    static List<JsonNode> lines(Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(mapper.readTree(line));
        }
        return lines;
    }

    /** Every file below a folder by relative path, with a hash of its bytes. */
    static Map<String, String> tree(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(file).toString(), Sha256.hex(Files.readAllBytes(file)));
            }
        }
        return files;
    }

    /** What the death of a process at this moment would leave. */
    static void snapshot(Path from, Path to) {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
