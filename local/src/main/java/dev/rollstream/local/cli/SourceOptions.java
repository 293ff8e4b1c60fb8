package dev.rollstream.local.cli;

import dev.rollstream.pretext.SampleRun;
import dev.rollstream.pretext.dataset.Dataset;
import dev.rollstream.pretext.dataset.Dataset.Order;
import dev.rollstream.pretext.dataset.DatasetException;
import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.ImageSourceException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where tasks come from: made of pictures, or read from a dataset. Shared by the commands that need tasks. */
final class SourceOptions {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Mixin
    private final ImageOptions images = new ImageOptions();

    @Option(
            names = "--dataset",
            paramLabel = "PATH",
            description = {
                "Takes tasks that are made already instead of making them: a parquet file with problem, answer and images",
                "(Spatial-SSRL-81k), a .jsonl file of 'rollstream pretext', or a folder with either."
            })
    private @Nullable Path dataset;

    @Option(
            names = "--dataset-images",
            paramLabel = "DIR",
            description = "Where the dataset's paths of pictures begin (default: its folder, or images/ in it).")
    private @Nullable Path datasetImages;

    /**
     * Samples, and where they come from.
     *
     * @param rows of the dataset; 0 where samples are made without end
     * @param description for people
     */
    record Source(SampleRun samples, int rows, String description) {}

    /** Whether the user named a source. */
    boolean isGiven() {
        return dataset != null || images.isGiven();
    }

    /** Whether tasks are read and not made. */
    boolean isDataset() {
        return dataset != null;
    }

    /**
     * The samples.
     *
     * @param order of a dataset's rows
     * @param tasksPerImage how many tasks in a row one of so many pictures gives
     * @throws ImageSourceException if there are no pictures
     * @throws DatasetException if there is no dataset
     */
    Source open(long seed, Order order, ToIntFunction<ImageSource> tasksPerImage)
            throws ImageSourceException, DatasetException {
        if (dataset == null) {
            ImageSource source = images.source(seed);
            return new Source(
                    images.generator(source, seed, tasksPerImage.applyAsInt(source)), 0, images.describe(source));
        }
        Usage.check(command, this::checkAlone);
        List<Path> folders = datasetImages == null ? List.of() : List.of(datasetImages);
        Dataset opened = Dataset.open(dataset, folders, order, seed);
        return new Source(opened, opened.size(), opened.size() + " rows of " + dataset);
    }

    private Path checkAlone() {
        for (String option : List.of("--images", "--task", "--mode")) {
            if (command.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new IllegalArgumentException(
                        option + " is for tasks that are made of pictures; with --dataset they are made already");
            }
        }
        return Path.of("");
    }
}
