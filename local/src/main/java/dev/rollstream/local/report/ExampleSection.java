package dev.rollstream.local.report;

import dev.rollstream.avro.AdvantageGroup;
import dev.rollstream.avro.Component;
import dev.rollstream.avro.Image;
import dev.rollstream.avro.Member;
import dev.rollstream.avro.Purpose;
import dev.rollstream.avro.Rollout;
import dev.rollstream.avro.Task;
import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.image.PictureDecoder;
import dev.rollstream.pretext.image.PictureEncoding;
import dev.rollstream.pretext.image.PictureFormat;
import dev.rollstream.pretext.image.RejectedFileException;
import dev.rollstream.pretext.image.RgbImage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Groups shown whole. Pictures are decoded and encoded anew, small; no byte from outside reaches the page as it came. */
final class ExampleSection {
    static final int MAX_MEMBERS = 8;

    private static final int MAX_PICTURES = 6;
    private static final int MAX_COMPONENTS = 8;
    private static final int PROMPT_LENGTH = 2_000;
    private static final int COMPLETION_LENGTH = 1_500;
    private static final int SHORT_LENGTH = 200;
    private static final int PICTURE_SIDE_PX = 320;
    private static final PictureEncoding THUMBNAIL = new PictureEncoding(PictureFormat.JPEG, 85);
    private static final String NONE = "\u2013";

    private final Html html;

    ExampleSection(Html html) {
        this.html = html;
    }

    void write(List<Example> examples) {
        html.open("section", "id", "examples").element("h2", "Examples");
        html.element(
                "p",
                "Some groups as they went through the stream. Completions are what the policy wrote: nothing in them is to be trusted.",
                "class",
                "lead");
        examples.forEach(this::example);
        html.close();
    }

    private void example(Example example) {
        AdvantageGroup group = example.chosen().group();
        html.open("article", "class", "example").open("header");
        html.element("h3", Clip.name(orNone(group.getTaskType())));
        tag(example.chosen().why().words());
        tag(group.getOutcome().name());
        if (group.getPurpose() == Purpose.EVAL) {
            tag("held-out " + Clip.name(orNone(group.getDataset())));
        }
        html.element("span", Clip.name(group.getGroupId()), "class", "id");
        html.close();
        html.open("div", "class", "task");
        example.task()
                .ifPresentOrElse(
                        this::task, () -> html.element("p", "The task is no longer on its topic.", "class", "problem"));
        example.answer().ifPresent(answer -> {
            html.open("p", "class", "answer").text("answer ");
            html.element("b", Clip.beginning(answer, SHORT_LENGTH).text());
            html.close();
        });
        html.close();
        html.open("div", "class", "members");
        group.getMembers().stream()
                .limit(MAX_MEMBERS)
                .forEach(member -> member(member, example.rollouts().get(member.getIndex())));
        if (group.getMembers().size() > MAX_MEMBERS) {
            html.element(
                    "p",
                    (group.getMembers().size() - MAX_MEMBERS) + " more members are not shown.",
                    "class",
                    "problem");
        }
        html.close().close();
    }

    private void tag(String text) {
        html.element("span", text, "class", "tag");
    }

    private void task(Task task) {
        List<Image> images = task.getImages();
        html.open("div", "class", images.size() > 1 ? "pictures several" : "pictures");
        images.stream().limit(MAX_PICTURES).forEach(this::picture);
        html.close();
        Clip.Clipped prompt = Clip.beginning(orNone(task.getPrompt()), PROMPT_LENGTH);
        html.open("details").element("summary", "prompt");
        html.open("pre").lines(prompt.text()).element("i", prompt.note()).close();
        html.close();
    }

    private void picture(Image image) {
        ByteBuffer data = image.getData();
        if (data == null) {
            html.element("p", "The picture lies outside the stream.", "class", "problem");
            return;
        }
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        try {
            RgbImage pixels = new PictureDecoder(IntakeOptions.defaults().withMaxSide(PICTURE_SIDE_PX)).decode(bytes);
            EncodedImage small = THUMBNAIL.encode(pixels);
            html.picture(
                    PictureFormat.JPEG.mediaType(),
                    small.bytes(),
                    "width",
                    String.valueOf(pixels.width()),
                    "height",
                    String.valueOf(pixels.height()),
                    "alt",
                    "picture of the task");
        } catch (RejectedFileException e) {
            html.element("p", String.valueOf(e.getMessage()), "class", "problem");
        }
    }

    private void member(Member member, @Nullable Rollout rollout) {
        html.open("div", "class", isRight(member) ? "member good" : "member");
        html.open("p", "class", "figures");
        html.element("span", "#" + member.getIndex(), "class", "slot");
        figure("reward", member.getReward());
        figure("advantage", member.getAdvantage());
        member.getComponents().stream().limit(MAX_COMPONENTS).forEach(this::component);
        html.element("span", details(member), "class", "soft");
        html.close();
        String text = rollout == null ? null : rollout.getText();
        if (text == null) {
            html.element("p", missing(rollout), "class", "problem");
        } else {
            Clip.Clipped shown = Clip.beginning(text, COMPLETION_LENGTH);
            html.open("pre").lines(shown.text()).element("i", shown.note()).close();
        }
        html.close();
    }

    /** By accuracy; where the verifier knows none, by the reward. */
    private static boolean isRight(Member member) {
        Double measure = member.getComponents().stream()
                .filter(component -> component.getName().equals(Scores.ACCURACY))
                .flatMap(component -> Stream.ofNullable(component.getValue()))
                .findFirst()
                .orElse(member.getReward());
        return measure != null && measure > 0;
    }

    private static String missing(@Nullable Rollout rollout) {
        if (rollout == null) {
            return "The rollout is no longer on its topic.";
        }
        String error = rollout.getError();
        return error == null
                ? "No completion."
                : "Failed: " + Clip.beginning(error, SHORT_LENGTH).text();
    }

    private void component(Component component) {
        figure(Clip.name(component.getName()), component.getValue());
    }

    private void figure(String name, @Nullable Double value) {
        html.open("span").text(name + " ");
        html.element("b", value == null ? NONE : Numbers.plain(value)).close();
    }

    private static String details(Member member) {
        StringJoiner details = new StringJoiner(", ");
        if (member.getTokenCount() != null) {
            details.add(String.format(Locale.ROOT, "%,d tokens", member.getTokenCount()));
        }
        if (member.getPolicyVersionMin() != null) {
            Long newest = member.getPolicyVersionMax();
            details.add("version " + member.getPolicyVersionMin()
                    + (newest == null || Objects.equals(newest, member.getPolicyVersionMin()) ? "" : " to " + newest));
        }
        details.add(member.getFinishReason().name());
        return details.toString();
    }

    private static String orNone(@Nullable String text) {
        return text == null ? NONE : text;
    }
}
