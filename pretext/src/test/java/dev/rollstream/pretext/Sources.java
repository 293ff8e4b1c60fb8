package dev.rollstream.pretext;

import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.Sha256;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.SourceImage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Sources in memory. */
final class Sources {
    private Sources() {}

    static SourceImage image(String name, RgbImage pixels) {
        return new SourceImage(name, Sha256.hex(name.getBytes(StandardCharsets.UTF_8)), pixels);
    }

    static LoadOutcome good(String name, RgbImage pixels) {
        return new LoadOutcome.Loaded(image(name, pixels));
    }

    static LoadOutcome bad(SkipReason reason) {
        return new LoadOutcome.Rejected(reason, "made for a test");
    }

    /** Gives fixed outcomes and counts the loads. */
    static final class Fixed implements ImageSource {
        final AtomicInteger loads = new AtomicInteger();
        private final List<LoadOutcome> outcomes;

        Fixed(LoadOutcome... outcomes) {
            this.outcomes = List.of(outcomes);
        }

        @Override
        public int size() {
            return outcomes.size();
        }

        @Override
        public String name(int index) {
            return outcomes.get(index) instanceof LoadOutcome.Loaded good
                    ? good.image().name()
                    : "bad-" + index;
        }

        @Override
        public LoadOutcome load(int index) {
            loads.incrementAndGet();
            return outcomes.get(index);
        }
    }

    /** Gives every picture of another source a depth map that cannot be read. */
    static final class BrokenDepths implements ImageSource {
        private final ImageSource pictures;

        BrokenDepths(ImageSource pictures) {
            this.pictures = pictures;
        }

        @Override
        public int size() {
            return pictures.size();
        }

        @Override
        public String name(int index) {
            return pictures.name(index);
        }

        @Override
        public LoadOutcome load(int index) {
            return pictures.load(index);
        }

        @Override
        public boolean hasDepth(int index) {
            return true;
        }

        @Override
        public LoadOutcome loadDepth(int index, SourceImage picture) {
            return bad(SkipReason.DEPTH_CORRUPT);
        }
    }
}
