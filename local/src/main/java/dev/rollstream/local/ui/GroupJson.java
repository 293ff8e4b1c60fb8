package dev.rollstream.local.ui;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Image;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import dev.rollstream.local.live.GroupEntry;
import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.image.PictureDecoder;
import dev.rollstream.pretext.image.PictureEncoding;
import dev.rollstream.pretext.image.PictureFormat;
import dev.rollstream.pretext.image.RejectedFileException;
import dev.rollstream.pretext.image.RgbImage;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Groups as JSON-ready maps. Rewards, advantages, reasons and answers are told only where answers are: a completion with its reward is
 * an answer. Pictures are decoded and encoded anew; no byte of them reaches a browser as it came.
 *
 * @param showAnswers whether answers are told
 */
record GroupJson(boolean showAnswers) {
    private static final int PROMPT = 20_000;
    private static final int COMPLETION = 20_000;
    private static final int NAME = 120;
    private static final int MAX_PICTURES = 8;
    private static final int MAX_COMPONENTS = 16;
    private static final int PICTURE_SIDE_PX = 512;
    private static final PictureEncoding ENCODING = new PictureEncoding(PictureFormat.JPEG, 85);

    /** A line of the list. */
    Map<String, Object> entry(GroupEntry entry) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("number", entry.number());
        json.put("partition", entry.partition());
        json.put("offset", entry.offset());
        json.put("id", Shown.line(entry.groupId(), NAME));
        json.put("purpose", entry.kind().purpose().name());
        json.put("dataset", Shown.line(entry.kind().dataset(), NAME));
        json.put("task", Shown.line(entry.kind().task(), NAME));
        json.put("outcome", entry.outcome().name());
        json.put("ended_ms", entry.endedMs());
        json.put("members", entry.figures().members());
        entry.figures().version().ifPresent(version -> json.put("version", version));
        if (showAnswers) {
            entry.figures().reward().ifPresent(reward -> json.put("reward", reward));
            entry.figures().accuracy().ifPresent(accuracy -> json.put("accuracy", accuracy));
        }
        return json;
    }

    /** A group whole. */
    Map<String, Object> found(GroupBrowser.Found found) {
        AdvantageGroup group = found.group();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", Shown.line(group.getGroupId(), NAME));
        json.put("purpose", group.getPurpose().name());
        put(json, "dataset", group.getDataset());
        put(json, "task", group.getTaskType());
        json.put("outcome", group.getOutcome().name());
        json.put("closed_by", group.getClosedBy().name());
        number(json, "opened_ms", group.getOpenedAtMs());
        number(json, "closed_ms", group.getClosedAtMs());
        if (showAnswers) {
            json.put("reason", group.getReason().name());
            put(json, "detail", group.getDetail());
            put(json, "verifier", group.getVerifier());
            found.answer().ifPresent(answer -> json.put("answer", Shown.lines(answer, COMPLETION)));
        }
        found.task().ifPresent(task -> json.put("prompt", prompt(task)));
        json.put(
                "pictures",
                found.task().stream()
                        .flatMap(task -> task.getImages().stream())
                        .limit(MAX_PICTURES)
                        .map(GroupJson::picture)
                        .toList());
        json.put(
                "members",
                group.getMembers().stream()
                        .limit(GroupBrowser.MAX_MEMBERS)
                        .map(member -> member(member, found.rollouts().get(member.getIndex())))
                        .toList());
        json.put("left_out", Math.max(0, group.getMembers().size() - GroupBrowser.MAX_MEMBERS));
        return json;
    }

    private static Map<String, Object> prompt(Task task) {
        String prompt = task.getPrompt();
        return Shown.lines(prompt == null ? "" : prompt, PROMPT);
    }

    private Map<String, Object> member(Member member, @Nullable Rollout rollout) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("slot", member.getIndex());
        json.put("finish", member.getFinishReason().name());
        number(json, "attempt", member.getAttempt());
        number(json, "tokens", member.getTokenCount());
        number(json, "version_min", member.getPolicyVersionMin());
        number(json, "version_max", member.getPolicyVersionMax());
        if (rollout == null) {
            json.put("gone", true);
        } else {
            String text = rollout.getText();
            if (text != null) {
                json.put("completion", Shown.lines(text, COMPLETION));
            }
            put(json, "error", rollout.getError());
            put(json, "engine", rollout.getEngine());
        }
        if (showAnswers) {
            json.put("outcome", member.getOutcome().name());
            number(json, "reward", member.getReward());
            number(json, "advantage", member.getAdvantage());
            json.put("components", components(member));
        }
        return json;
    }

    private static List<Map<String, Object>> components(Member member) {
        return member.getComponents().stream()
                .limit(MAX_COMPONENTS)
                .map(component -> {
                    Map<String, Object> own = new LinkedHashMap<>();
                    own.put("name", Shown.line(component.getName(), NAME));
                    number(own, "value", component.getValue());
                    return own;
                })
                .toList();
    }

    private static Map<String, Object> picture(Image image) {
        ByteBuffer data = image.getData();
        if (data == null) {
            return Map.of("problem", "The picture lies outside the stream.");
        }
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        try {
            RgbImage pixels = new PictureDecoder(IntakeOptions.defaults().withMaxSide(PICTURE_SIDE_PX)).decode(bytes);
            byte[] jpeg = ENCODING.encode(pixels).bytes();
            return Map.of(
                    "width", pixels.width(),
                    "height", pixels.height(),
                    "jpeg", Base64.getEncoder().encodeToString(jpeg));
        } catch (RejectedFileException e) {
            return Map.of("problem", Shown.line(String.valueOf(e.getMessage()), NAME));
        }
    }

    private static void put(Map<String, Object> json, String name, @Nullable String text) {
        if (text != null) {
            json.put(name, Shown.line(text, NAME));
        }
    }

    /** JSON has no numbers without end. */
    private static void number(Map<String, Object> json, String name, @Nullable Number value) {
        if (value != null && Double.isFinite(value.doubleValue())) {
            json.put(name, value);
        }
    }
}
