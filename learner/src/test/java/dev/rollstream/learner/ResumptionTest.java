package dev.rollstream.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollstream.avro.Progress;
import dev.rollstream.learner.TrainingOptions.Checkpoints;
import dev.rollstream.learner.TrainingOptions.Schedule;
import dev.rollstream.learner.checkpoint.Checkpoint;
import dev.rollstream.learner.checkpoint.Manifest;
import dev.rollstream.learner.reader.GroupReaderOptions;
import dev.rollstream.learner.training.Recipe;
import dev.rollstream.runtime.StageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ResumptionTest {
    private static final Path FOLDER = Path.of("lab");
    private final TrainingOptions options = new TrainingOptions(
            GroupReaderOptions.of("alice"),
            "policy",
            new Schedule(4, OptionalLong.empty()),
            Recipe.laptop(),
            new Checkpoints(FOLDER, 5));

    private static Optional<Checkpoint> onDisk(String learner, long step, long version) {
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                learner,
                new Manifest.Lineage("policy", step, version, version == 1 ? null : version - 1),
                new Manifest.Place("t.advantages", new TreeMap<>(), 4, new TreeMap<>(), List.of()),
                new Manifest.Files("a", "b", "c"),
                new TreeMap<>(),
                new TreeMap<>());
        return Optional.of(new Checkpoint(FOLDER.resolve("step-" + step), FOLDER.resolve("reference"), manifest));
    }

    private static Optional<Progress> told(long step, long version) {
        return Optional.of(Progress.newBuilder()
                .setLearner("alice")
                .setPolicyId("policy")
                .setStep(step)
                .setPolicyVersion(version)
                .build());
    }

    @Test
    void beginsWhereThereIsNothing() {
        assertThat(Resumption.of(options, Optional.empty(), Optional.empty())).isEqualTo(new Resumption.Begin());
    }

    @Test
    void goesOnWhereDiskAndStreamAgree() {
        Optional<Checkpoint> latest = onDisk("alice", 7, 8);

        assertThat(Resumption.of(options, latest, told(7, 8))).isEqualTo(new Resumption.GoOn(latest.orElseThrow()));
    }

    @Test
    void tellsWhatTheStreamLacks() {
        Optional<Checkpoint> latest = onDisk("alice", 7, 8);
        Optional<Checkpoint> first = onDisk("alice", 0, 1);

        assertThat(Resumption.of(options, latest, told(6, 7))).isEqualTo(new Resumption.Retell(latest.orElseThrow()));
        assertThat(Resumption.of(options, first, Optional.empty()))
                .isEqualTo(new Resumption.Retell(first.orElseThrow()));
    }

    @Test
    void branchesOffWhereTheStreamHasSeenMore() {
        Optional<Checkpoint> latest = onDisk("alice", 5, 6);

        assertThat(Resumption.of(options, latest, told(7, 8))).isEqualTo(new Resumption.Branch(latest.orElseThrow()));
    }

    @Test
    void refusesWhatDoesNotBelongTogether() {
        assertThatThrownBy(() -> Resumption.of(options, Optional.empty(), told(7, 8)))
                .isInstanceOf(StageException.class)
                .hasMessageContaining("has come to step 7")
                .hasMessageContaining("no checkpoint in lab");
        assertThatThrownBy(() -> Resumption.of(options, onDisk("alice", 7, 8), Optional.empty()))
                .isInstanceOf(StageException.class)
                .hasMessageContaining("another cluster");
        assertThatThrownBy(() -> Resumption.of(options, onDisk("bob", 7, 8), told(7, 8)))
                .isInstanceOf(StageException.class)
                .hasMessageContaining("is of learner bob");
    }
}
