package dev.rollstream.local.ui;

import dev.rollstream.avro.GroupOutcome;
import dev.rollstream.avro.Purpose;
import dev.rollstream.local.live.GroupEntry;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a request asks for, from its query. Every getter throws IllegalArgumentException for what cannot be meant. */
final class UiQuery {
    private static final int MAX_PARTS = 16;

    private final Map<String, String> values = new HashMap<>();

    UiQuery(@Nullable String rawQuery) {
        if (rawQuery == null || rawQuery.isEmpty()) {
            return;
        }
        for (String part : rawQuery.split("&", MAX_PARTS)) {
            String[] pair = part.split("=", 2);
            if (pair.length == 2 && !pair[1].isEmpty()) {
                values.put(decoded(pair[0]), decoded(pair[1]));
            }
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    long number(String name, long otherwise) {
        return text(name).map(Long::parseLong).orElse(otherwise);
    }

    /** A number that has to be there. */
    long number(String name) {
        return Long.parseLong(text(name).orElseThrow(() -> new IllegalArgumentException(name + " is missing")));
    }

    /**
     * Which groups of the list are wanted.
     *
     * @param byReward whether rewards may decide: where they are not told, they may not be asked for either
     */
    Predicate<GroupEntry> groups(boolean byReward) {
        Predicate<GroupEntry> wanted = entry -> true;
        if (text("purpose").isPresent()) {
            Purpose purpose = Purpose.valueOf(text("purpose").get());
            wanted = wanted.and(entry -> entry.kind().purpose() == purpose);
        }
        if (text("outcome").isPresent()) {
            GroupOutcome outcome = GroupOutcome.valueOf(text("outcome").get());
            wanted = wanted.and(entry -> entry.outcome() == outcome);
        }
        if (text("task").isPresent()) {
            String task = text("task").get();
            wanted = wanted.and(entry -> entry.kind().task().equals(task));
        }
        return byReward ? wanted.and(reward()) : wanted;
    }

    private Predicate<GroupEntry> reward() {
        Optional<Double> least = text("least").map(Double::parseDouble);
        Optional<Double> most = text("most").map(Double::parseDouble);
        if (least.isEmpty() && most.isEmpty()) {
            return entry -> true;
        }
        double from = least.orElse(Double.NEGATIVE_INFINITY);
        double to = most.orElse(Double.POSITIVE_INFINITY);
        return entry -> entry.figures().reward().isPresent()
                && entry.figures().reward().getAsDouble() >= from
                && entry.figures().reward().getAsDouble() <= to;
    }
}
