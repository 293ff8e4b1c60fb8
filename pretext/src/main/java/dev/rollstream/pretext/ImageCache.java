package dev.rollstream.pretext;

import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.LoadOutcome;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Loads sources, holding the last used pictures up to a bound in bytes, and every rejection for good. Thread-safe. Two threads
 * that miss the same picture at the same time both load it; they get equal pictures.
 */
final class ImageCache {
    private final ImageSource source;
    private final long maxBytes;
    private final Map<Integer, LoadOutcome.Loaded> recent = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Integer, LoadOutcome.Rejected> rejected = new ConcurrentHashMap<>();
    private long heldBytes;

    ImageCache(ImageSource source, long maxBytes) {
        this.source = source;
        this.maxBytes = maxBytes;
    }

    LoadOutcome load(int index) {
        LoadOutcome known = known(index);
        if (known != null) {
            return known;
        }
        LoadOutcome outcome = source.load(index);
        if (outcome instanceof LoadOutcome.Rejected bad) {
            rejected.put(index, bad);
        } else if (outcome instanceof LoadOutcome.Loaded good) {
            hold(index, good);
        }
        return outcome;
    }

    /** How many sources are known to be unusable. */
    int rejectedCount() {
        return rejected.size();
    }

    private @Nullable LoadOutcome known(int index) {
        LoadOutcome bad = rejected.get(index);
        if (bad != null) {
            return bad;
        }
        synchronized (recent) {
            return recent.get(index);
        }
    }

    private void hold(int index, LoadOutcome.Loaded loaded) {
        long bytes = loaded.image().pixels().sizeBytes();
        if (bytes > maxBytes) {
            return;
        }
        synchronized (recent) {
            if (recent.put(index, loaded) == null) {
                heldBytes += bytes;
            }
            Iterator<LoadOutcome.Loaded> oldest = recent.values().iterator();
            while (heldBytes > maxBytes) {
                heldBytes -= oldest.next().image().pixels().sizeBytes();
                oldest.remove();
            }
        }
    }
}
