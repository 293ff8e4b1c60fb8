package dev.rollstream.pretext.dataset;

import dev.rollstream.pretext.PretextTask;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells what task a row of a dataset is: by what it says itself, and where it is one of Spatial-SSRL's, by the folders of its
 * pictures (the released set keeps each task's in one of its own), or by the grammar of its answer.
 */
final class TaskKind {
    /** What cannot be told. */
    static final String OTHER = "other";

    private static final Set<String> KNOWN = Stream.concat(
                    PretextTask.all().stream().map(PretextTask::name),
                    Stream.of("shuffle", "flip", "crop", "depth", "position"))
            .collect(Collectors.toUnmodifiableSet());
    private static final Pattern NO_NAME = Pattern.compile("[^a-z0-9_-]+");
    private static final int MAX_NAME = 32;
    private static final Pattern LETTER = Pattern.compile("[A-D]");
    private static final Pattern FLIP = Pattern.compile("[0-3]-[01]");
    private static final Pattern FROM_ZERO = Pattern.compile("(?!.*(\\d).*\\1)(?=.*0)[0-3](-[0-3]){2,3}");
    private static final Pattern FROM_ONE = Pattern.compile("(?!.*(\\d).*\\1)[1-3]-[1-3]-[1-3]");

    private TaskKind() {}

    static String of(@Nullable String said, List<StoredRow.Picture> pictures, String answer, RowLayout.Kinds kinds) {
        String name = said == null ? "" : name(said);
        if (!name.isEmpty()) {
            return name;
        }
        return kinds == RowLayout.Kinds.SPATIAL
                ? byFolder(pictures).orElseGet(() -> byAnswer(answer, pictures.size()))
                : OTHER;
    }

    /** A short name that serves as a label, of whatever a row says: {@code openai/gsm8k} is {@code gsm8k}. */
    private static String name(String said) {
        String last = said.substring(said.lastIndexOf('/') + 1, said.length());
        String clipped =
                last.substring(0, Math.min(last.length(), 2 * MAX_NAME)).toLowerCase(Locale.ROOT);
        String name = NO_NAME.matcher(clipped).replaceAll("-").replaceAll("^[^a-z]+|-+$", "");
        return name.substring(0, Math.min(name.length(), MAX_NAME));
    }

    private static Optional<String> byFolder(List<StoredRow.Picture> pictures) {
        return pictures.stream()
                .map(StoredRow.Picture::path)
                .filter(path -> path != null)
                .flatMap(path -> Stream.of(path.split("[/\\\\]")))
                .filter(KNOWN::contains)
                .findFirst();
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
