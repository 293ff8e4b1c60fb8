package dev.rollstream.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the commands of learning say to a wrong option, before anything is started. */
class LearningOptionsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "--max-ahead 3, below the batch",
        "--held-out 0, --held-out must be 1 or more",
        "--images x --engine builtin, --images goes with --engine scripted",
        "--scenes 5-9, --scenes goes with --engine scripted",
        "--engine scripted --control permuted, --control does nothing with --engine scripted",
        "--images x --held-out 5, --held-out does nothing with --engine scripted",
        "--control maybe, '--control'",
        "--steps 0, steps must be at least 1",
    })
    void theDemoNamesTheWrongOption(String options, String sentence) {
        // When
        Cli.Result result = Cli.run(("demo " + options).split(" "));

        // Then
        assertThat(result.code()).isEqualTo(Rollstream.USAGE);
        assertThat(result.err()).contains(sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "--updates-per-batch 4, needs --old-logprobs recompute",
        "--importance-cap 2, goes with --old-logprobs recompute",
        "--keep 1, checkpoints to keep must be 3 at least",
        "--loss ppo, '--loss'",
        "--batch 0, a batch of 0 groups",
        "--practice-steps -1, 0 or more steps",
    })
    void theLearnerNamesTheWrongOption(String options, String sentence) {
        // When
        Cli.Result result = Cli.run(("learner --checkpoints " + folder + " " + options).split(" "));

        // Then
        assertThat(result.code()).isEqualTo(Rollstream.USAGE);
        assertThat(result.err()).contains(sentence);
    }

    @Test
    void aReplayNeedsTheCheckpointBeforeTheStep() {
        // When
        Cli.Result result = Cli.run("learner", "--checkpoints", folder.toString(), "--replay-step", "7");

        // Then
        assertThat(result.code()).isEqualTo(Rollstream.FAILED);
        assertThat(result.err()).contains("no checkpoint of step 6");
    }

    @Test
    void tasksOfACourseTakeNoPictures() {
        // When
        Cli.Result result = Cli.run("tasks", "--course", "laptop", "--images", folder.toString());

        // Then
        assertThat(result.code()).isEqualTo(Rollstream.USAGE);
        assertThat(result.err()).contains("those of --course are made already");
    }
}
