package dev.rollstream.pretext.scene;

/** What a ray can end on. */
interface Surface {
    /** The surface's own colour at a place of it, before light. */
    Rgb colour(Place place);

    /** Whether it shines by itself: its own colour is then what is seen of it, and it throws no shadow. */
    default boolean glows() {
        return false;
    }
}
