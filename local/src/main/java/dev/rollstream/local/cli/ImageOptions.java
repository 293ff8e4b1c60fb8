package dev.rollstream.local.cli;

import dev.rollstream.pretext.GeneratorOptions;
import dev.rollstream.pretext.Mode;
import dev.rollstream.pretext.PretextGenerator;
import dev.rollstream.pretext.PretextTask;
import dev.rollstream.pretext.TaskMix;
import dev.rollstream.pretext.TaskOptions;
import dev.rollstream.pretext.folder.ImageFolder;
import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.ImageSourceException;
import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.scene.DrawnScenes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which pictures, and which tasks are made of them: shared by the commands that make tasks. */
final class ImageOptions {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})-(\\d{1,18})");
    private static final int MAX_SCENES = 10_000_000;
    private static final int SCENE_WIDTH = 512;
    private static final int SCENE_HEIGHT = 384;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = {
                "Folder with JPEG and PNG pictures, searched through and through. Without it, pictures are drawn.",
                "Depth maps (npy, h5, pfm, 16-bit png) are found beside them: NAME.depth.npy or NAME_depth.npy for NAME.jpg, or"
                        + " depth/NAME.png (also depths/) for rgb/NAME.jpg (also color/, imgs/, images/)."
            })
    private @Nullable Path images;

    @Option(
            names = "--scenes",
            paramLabel = "FROM-TO",
            defaultValue = "0-99",
            description = "Which of the seed's scenes to draw where there is no --images (default: ${DEFAULT-VALUE})."
                    + " Ranges that do not overlap have no scene in common: hold one out for testing.")
    private String scenes = "0-99";

    @Option(
            names = "--task",
            paramLabel = "NAME",
            split = ",",
            description = "Tasks to make, with commas between them: shuffle, flip, crop, depth, position (default:"
                    + " all that the pictures allow).")
    private List<String> tasks = new ArrayList<>();

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "strict",
            description =
                    "strict refuses ambiguous tasks, reference makes them as released (default: ${DEFAULT-VALUE}).")
    private String mode = "strict";

    /** Whether the user named a folder. */
    boolean isGiven() {
        return images != null;
    }

    /**
     * The pictures.
     *
     * @throws ImageSourceException if the folder is missing or holds no picture
     */
    ImageSource source(long seed) throws ImageSourceException {
        return images == null
                ? Usage.check(command, () -> drawn(seed))
                : ImageFolder.open(images, IntakeOptions.defaults());
    }

    private ImageSource drawn(long seed) {
        Matcher range = RANGE.matcher(scenes.trim());
        long from = range.matches() ? Long.parseLong(range.group(1)) : 0;
        long count = range.matches() ? Long.parseLong(range.group(2)) - from + 1 : 0;
        if (count < 1 || count > MAX_SCENES) {
            throw new IllegalArgumentException(
                    "--scenes takes the numbers of the first and the last scene, such as 0-99, " + MAX_SCENES
                            + " scenes at most, not '" + scenes + "'");
        }
        return new DrawnScenes(seed, (int) count, SCENE_WIDTH, SCENE_HEIGHT).startingAt(from);
    }

    /** Where the pictures come from, for people. */
    String describe(ImageSource source) {
        if (!(source instanceof ImageFolder folder)) {
            return source.size() + " drawn scenes (--images takes your own)";
        }
        long withDepth =
                IntStream.range(0, folder.size()).filter(folder::hasDepth).count();
        List<String> lonely = folder.depthsWithoutPicture();
        return folder.size() + " pictures in " + images + ", " + withDepth + " with a depth map"
                + (lonely.isEmpty()
                        ? ""
                        : "; left out are " + lonely.size() + " depth maps or masks without a picture, such as "
                                + lonely.get(0));
    }

    /** The samples that these options and a seed define over some pictures, several in a row from one picture. */
    PretextGenerator generator(ImageSource source, long seed, int tasksPerImage) {
        GeneratorOptions options = Usage.check(command, () -> GeneratorOptions.of(
                        seed, TaskMix.ofReleased(chosenTasks(source)), TaskOptions.of(chosenMode()))
                .withTasksPerSource(tasksPerImage));
        return new PretextGenerator(source, options);
    }

    private List<PretextTask> chosenTasks(ImageSource source) {
        if (tasks.isEmpty()) {
            return PretextTask.possibleOn(source);
        }
        return tasks.stream()
                .map(name -> PretextTask.named(name.trim())
                        .orElseThrow(() -> new IllegalArgumentException("there is no task '" + name + "'; known are "
                                + PretextTask.all().stream()
                                        .map(PretextTask::name)
                                        .toList())))
                .toList();
    }

    private Mode chosenMode() {
        return Mode.of(mode)
                .orElseThrow(() -> new IllegalArgumentException("there is no mode '" + mode + "'; known are "
                        + Arrays.stream(Mode.values()).map(Mode::text).toList()));
    }
}
