package dev.rollstream.local.course;

import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.LoadOutcome;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps the scenes that were asked for last: several tasks on one scene then draw it once. Thread-safe. */
final class RememberedScenes implements ImageSource {
    private final ImageSource scenes;
    private final Map<Integer, LoadOutcome> remembered;

    RememberedScenes(ImageSource scenes, int most) {
        this.scenes = scenes;
        this.remembered = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, LoadOutcome> eldest) {
                return size() > most;
            }
        };
    }

    @Override
    public int size() {
        return scenes.size();
    }

    @Override
    public String name(int index) {
        return scenes.name(index);
    }

    @Override
    public String identity(int index) {
        return scenes.identity(index);
    }

    @Override
    public boolean hasDepth(int index) {
        return scenes.hasDepth(index);
    }

    /** Two threads that miss the same scene both draw it, and draw the same. */
    @Override
    public LoadOutcome load(int index) {
        synchronized (remembered) {
            LoadOutcome known = remembered.get(index);
            if (known != null) {
                return known;
            }
        }
        LoadOutcome drawn = scenes.load(index);
        synchronized (remembered) {
            remembered.put(index, drawn);
        }
        return drawn;
    }
}
