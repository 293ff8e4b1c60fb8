package dev.rollstream.pretext.preview;

import dev.rollstream.pretext.GeneratedSample;
import dev.rollstream.pretext.PromptFormat;
import dev.rollstream.pretext.Sample;
import java.util.ArrayList;
import java.util.List;

/**
 * A task as a sheet shows it.
 *
 * @param sequence of the task in its run
 * @param sample the task without its pictures at full size
 * @param pictures its pictures at the size of the sheet, in the order of the prompt
 */
record PreviewTask(long sequence, Facts sample, List<PreviewPicture> pictures) {
    private static final int ALONE_PX = 520;
    private static final int OPTION_PX = 240;
    private static final String LETTERS = "ABCD";

    PreviewTask {
        pictures = List.copyOf(pictures);
    }

    /** What is written beside the pictures. */
    record Facts(String task, String variant, String mode, String prompt, String answer, String source, long seed) {}

    static PreviewTask of(GeneratedSample made) {
        Sample sample = made.sample();
        List<PreviewPicture> pictures = new ArrayList<>();
        for (int i = 0; i < sample.images().size(); i++) {
            boolean option = i > 0 && i <= LETTERS.length();
            String label = option ? LETTERS.substring(i - 1, i) : "";
            pictures.add(PreviewPicture.of(
                    label,
                    option && label.equals(sample.answer()),
                    sample.images().get(i).bytes(),
                    option ? OPTION_PX : ALONE_PX));
        }
        return new PreviewTask(
                made.sequence(),
                new Facts(
                        sample.task(),
                        sample.variant(),
                        sample.mode().text(),
                        sample.prompt(),
                        sample.answer(),
                        sample.source(),
                        sample.seed()),
                pictures);
    }

    /** The question for reading: one paragraph, without what stands for pictures and without the suffix. */
    String question() {
        return PromptFormat.question(sample.prompt)
                .replaceAll("(?:[A-D]\\.\\s*)?" + PromptFormat.IMAGE, " ")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
