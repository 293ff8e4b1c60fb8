package dev.rollstream.pretext.scene;

import dev.rollstream.pretext.SeededRandom;
import java.util.function.Function;

/** What a drawn scene shows. */
public enum SceneKind {
    /** Houses, trees, towers and playthings on a meadow or a square, before woods; 3 to about 60 m. */
    OUTDOORS(random -> new OutdoorComposer(random).compose()),
    /** A street between houses, with cars, lamp posts and trees; 3 to about 60 m. */
    STREET(random -> new StreetComposer(random).compose()),
    /** A furnished room; 1 to about 9 m. */
    ROOM(random -> new RoomComposer(random).compose());

    private final Function<SeededRandom, Scene> composer;

    SceneKind(Function<SeededRandom, Scene> composer) {
        this.composer = composer;
    }

    /** The scene of this kind that a generator's draws make. */
    Scene compose(SeededRandom random) {
        return composer.apply(random);
    }
}
