package dev.rollstream.pretext;

import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.LoadOutcome.Loaded;
import dev.rollstream.pretext.image.LoadOutcome.Rejected;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Loads sources, holding the last used pictures and depth maps up to a bound in bytes, and every rejection for good. Thread-safe:
 * threads that want the same picture at the same time load it once.
 */
final class ImageCache {
    private static final int LOCKS = 64;

    private final ImageSource source;
    private final long maxBytes;
    private final Object[] loading = Stream.generate(Object::new).limit(LOCKS).toArray();
    private final Map<Integer, Loaded> recent = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Integer, Rejected> badPictures = new ConcurrentHashMap<>();
    private final Map<Integer, Rejected> badDepths = new ConcurrentHashMap<>();
    private long heldBytes;

    ImageCache(ImageSource source, long maxBytes) {
        this.source = source;
        this.maxBytes = maxBytes;
    }

    /** A source, with its depth map if that is wanted. */
    LoadOutcome load(int index, boolean withDepth) {
        Rejected bad = rejections(withDepth).get(index);
        if (bad != null) {
            return bad;
        }
        synchronized (loading[index % LOCKS]) {
            LoadOutcome outcome = picture(index);
            if (withDepth
                    && outcome instanceof Loaded picture
                    && picture.image().depth() == null) {
                outcome = source.loadDepth(index, picture.image());
                hold(index, outcome);
            }
            if (outcome instanceof Rejected rejected) {
                rejections(withDepth).put(index, rejected);
            }
            return outcome;
        }
    }

    private Map<Integer, Rejected> rejections(boolean withDepth) {
        return withDepth ? badDepths : badPictures;
    }

    private LoadOutcome picture(int index) {
        Loaded held = held(index);
        if (held != null) {
            return held;
        }
        LoadOutcome outcome = source.load(index);
        hold(index, outcome);
        return outcome;
    }

    private @Nullable Loaded held(int index) {
        synchronized (recent) {
            return recent.get(index);
        }
    }

    private void hold(int index, LoadOutcome outcome) {
        if (outcome instanceof Loaded loaded && loaded.image().sizeBytes() <= maxBytes) {
            synchronized (recent) {
                Loaded earlier = recent.put(index, loaded);
                heldBytes += loaded.image().sizeBytes()
                        - (earlier == null ? 0 : earlier.image().sizeBytes());
                Iterator<Loaded> oldest = recent.values().iterator();
                while (heldBytes > maxBytes) {
                    heldBytes -= oldest.next().image().sizeBytes();
                    oldest.remove();
                }
            }
        }
    }
}
