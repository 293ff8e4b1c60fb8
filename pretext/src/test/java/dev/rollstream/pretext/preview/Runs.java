package dev.rollstream.pretext.preview;

import dev.rollstream.pretext.Draw;
import dev.rollstream.pretext.GeneratedSample;
import dev.rollstream.pretext.Mode;
import dev.rollstream.pretext.PromptFormat;
import dev.rollstream.pretext.Sample;
import dev.rollstream.pretext.SampleRun;
import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.PictureEncoding;
import dev.rollstream.pretext.image.TestPictures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** Runs of tasks made by hand. */
final class Runs {
    static final EncodedImage PICTURE = PictureEncoding.JPEG_95.encode(TestPictures.soft(300, 200));

    private Runs() {}

    static Draw task(long sequence, String task, String source) {
        Sample sample = new Sample(
                List.of(), task, "v", Mode.STRICT, "<image>\nWhich?", "0-1", List.of(PICTURE), source, sequence);
        return new GeneratedSample(sequence, sample, List.of());
    }

    static Draw crop(long sequence, String answer) {
        List<EncodedImage> pictures = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            pictures.add(PictureEncoding.JPEG_95.encode(TestPictures.varied(60 + i, 60)));
        }
        String question = "<image>\nWhich one?\nA. <image>\nB. <image>\nC. <image>\nD. <image>\nSay it.";
        Sample sample = new Sample(
                List.of(), "crop", "even", Mode.STRICT, PromptFormat.prompt(question), answer, pictures, "a", sequence);
        return new GeneratedSample(sequence, sample, List.of());
    }

    static SampleRun of(LongFunction<Draw> draws) {
        return new SampleRun() {
            @Override
            public Draw at(long sequence) {
                return draws.apply(sequence);
            }

            @Override
            public Map<String, String> identity() {
                return Map.of();
            }
        };
    }
}
