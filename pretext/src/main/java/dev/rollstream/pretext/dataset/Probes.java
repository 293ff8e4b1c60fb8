package dev.rollstream.pretext.dataset;

import dev.rollstream.pretext.GeneratedSample;
import dev.rollstream.pretext.Sample;
import dev.rollstream.pretext.SampleRun;
import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Some of the samples that were written, to see later whether a run still gives the same. The latest few are kept. */
final class Probes {
    private static final int KEPT = 4;

    private final Deque<Checkpoint.Probe> probes = new ArrayDeque<>();

    Probes(List<Checkpoint.Probe> probes) {
        this.probes.addAll(probes);
    }

    /** The first sequence number whose sample is not what it was. */
    OptionalLong firstChange(SampleRun run) {
        return probes.stream()
                .filter(probe -> !(run.at(probe.sequence()) instanceof GeneratedSample made)
                        || !digest(made.sample()).equals(probe.digest()))
                .mapToLong(Checkpoint.Probe::sequence)
                .findFirst();
    }

    /** Keeps a sample, if there is one. */
    void add(Optional<GeneratedSample> latest) {
        latest.ifPresent(made -> probes.add(new Checkpoint.Probe(made.sequence(), digest(made.sample()))));
        if (probes.size() > KEPT) {
            probes.remove();
        }
    }

    List<Checkpoint.Probe> kept() {
        return List.copyOf(probes);
    }

    private static String digest(Sample sample) {
        MessageDigest digest = Sha256.digest();
        digest.update((sample.prompt() + "\n" + sample.answer()).getBytes(StandardCharsets.UTF_8));
        for (EncodedImage picture : sample.images()) {
            digest.update(("\n" + picture.sha256()).getBytes(StandardCharsets.US_ASCII));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
