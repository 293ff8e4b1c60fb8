package dev.rollstream.local.cli;

import dev.rollstream.local.course.CourseScenes;
import dev.rollstream.local.course.LaptopTasks;
import dev.rollstream.pretext.SampleRun;
import dev.rollstream.pretext.dataset.Dataset;
import dev.rollstream.pretext.dataset.Dataset.Walk;
import dev.rollstream.pretext.dataset.DatasetException;
import dev.rollstream.pretext.dataset.RowLayout;
import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.ImageSourceException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where tasks come from: made of pictures, or read from a dataset. Shared by the commands that need tasks. */
final class SourceOptions {
    private static final List<String> DATASET_ONLY = List.of(
            "--dataset-images",
            "--prompt-column",
            "--answer-column",
            "--images-column",
            "--task-column",
            "--answer-behind",
            "--instruction",
            "--instruction-text");

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Mixin
    private final ImageOptions images = new ImageOptions();

    @Option(
            names = "--dataset",
            paramLabel = "PATH",
            description = {
                "Takes tasks that are made already instead of making them: a parquet or .jsonl file with questions and answers,",
                "or a folder with either. Spatial-SSRL-81k and other sets in the columns of EasyR1 or veRL are read as they are."
            })
    private @Nullable Path dataset;

    @Option(
            names = "--dataset-images",
            paramLabel = "DIR",
            description = "Where the dataset's paths of pictures begin (default: its folder, or images/ in it).")
    private @Nullable Path datasetImages;

    @Mixin
    private final RowOptions rows = new RowOptions();

    @Option(
            names = "--course",
            paramLabel = "NAME",
            description = "Takes the tasks that the built-in policy learns from, on small drawn scenes: laptop, or"
                    + " laptop-held-out for those that it never trains on.")
    private @Nullable Course course;

    /** Tasks for the built-in policy. */
    enum Course {
        /** What it learns from. */
        LAPTOP,
        /** What it is measured by. */
        LAPTOP_HELD_OUT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        SampleRun samples(long seed) {
            LaptopTasks tasks = new LaptopTasks(CourseScenes.laptop(seed));
            return this == LAPTOP ? tasks.training() : tasks.heldOut();
        }
    }

    /**
     * Samples, and where they come from.
     *
     * @param rows of the dataset; 0 where samples are made without end
     * @param description for people
     */
    record Source(SampleRun samples, int rows, String description) {}

    /** Whether the user named a source. */
    boolean isGiven() {
        return dataset != null || course != null || images.isGiven();
    }

    /** Whether tasks are read and not made. */
    boolean isDataset() {
        return dataset != null;
    }

    /** The dataset's name, such as {@code gsm8k} of {@code sets/gsm8k.parquet}; empty if tasks are made. */
    Optional<String> datasetName() {
        Path name =
                dataset == null ? null : dataset.toAbsolutePath().normalize().getFileName();
        return name == null ? Optional.empty() : Optional.of(name.toString().replaceFirst("\\.(parquet|jsonl)$", ""));
    }

    /**
     * The samples.
     *
     * @param verifier that is to score answers
     * @param order of a dataset's rows
     * @param tasksPerImage how many tasks in a row one of so many pictures gives
     * @throws ImageSourceException if there are no pictures
     * @throws DatasetException if there is no dataset
     */
    Source open(String verifier, Walk walk, ToIntFunction<ImageSource> tasksPerImage)
            throws ImageSourceException, DatasetException {
        long seed = walk.seed();
        if (course != null) {
            Usage.check(command, () -> checkAlone("--course", "--images", "--task", "--mode", "--dataset", "--scenes"));
            return new Source(course.samples(seed), 0, "the tasks of course " + course);
        }
        if (dataset == null) {
            Usage.check(command, this::checkNoDatasetNeeded);
            ImageSource source = images.source(seed);
            return new Source(
                    images.generator(source, seed, tasksPerImage.applyAsInt(source)), 0, images.describe(source));
        }
        Usage.check(command, () -> checkAlone("--dataset", "--images", "--task", "--mode"));
        List<Path> folders = datasetImages == null ? List.of() : List.of(datasetImages);
        RowLayout layout = Usage.check(command, () -> rows.layout(verifier));
        Dataset opened = Dataset.open(dataset, folders, layout, walk);
        return new Source(opened, opened.size(), opened.size() + " rows of " + dataset);
    }

    private String checkNoDatasetNeeded() {
        for (String option : DATASET_ONLY) {
            if (command.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new IllegalArgumentException(option + " says how a dataset is read; --dataset names it");
            }
        }
        return "none";
    }

    private String checkAlone(String given, String... others) {
        for (String option : others) {
            if (command.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new IllegalArgumentException(
                        option + " says how tasks are made of pictures; those of " + given + " are made already");
            }
        }
        return given;
    }
}
