package dev.rollstream.pretext.dataset;

import dev.rollstream.pretext.PretextTask;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells what task a row of a dataset is: by what it says itself, else by the folders of its pictures (the released set keeps each
 * task's in one of its own), else by the grammar of its answer.
 */
final class TaskKind {
    /** What cannot be told. */
    static final String OTHER = "other";

    private static final Set<String> KNOWN = Stream.concat(
                    PretextTask.all().stream().map(PretextTask::name),
                    Stream.of("shuffle", "flip", "crop", "depth", "position"))
            .collect(Collectors.toUnmodifiableSet());
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,31}");
    private static final Pattern LETTER = Pattern.compile("[A-D]");
    private static final Pattern FLIP = Pattern.compile("[0-3]-[01]");
    private static final Pattern FROM_ZERO = Pattern.compile("(?!.*(\\d).*\\1)(?=.*0)[0-3](-[0-3]){2,3}");
    private static final Pattern FROM_ONE = Pattern.compile("(?!.*(\\d).*\\1)[1-3]-[1-3]-[1-3]");

    private TaskKind() {}

    static String of(@Nullable String said, List<StoredRow.Picture> pictures, String answer) {
        if (said != null && NAME.matcher(said).matches()) {
            return said;
        }
        return pictures.stream()
                .map(StoredRow.Picture::path)
                .filter(path -> path != null)
                .flatMap(path -> Stream.of(path.split("[/\\\\]")))
                .filter(KNOWN::contains)
                .findFirst()
                .orElseGet(() -> byAnswer(answer, pictures.size()));
    }

    private static String byAnswer(String answer, int pictures) {
        if (LETTER.matcher(answer).matches()) {
            return pictures == 1 ? "position" : "crop";
        }
        if (FLIP.matcher(answer).matches()) {
            return "flip";
        }
        if (FROM_ZERO.matcher(answer).matches()) {
            return "shuffle";
        }
        return FROM_ONE.matcher(answer).matches() ? "depth" : OTHER;
    }
}
