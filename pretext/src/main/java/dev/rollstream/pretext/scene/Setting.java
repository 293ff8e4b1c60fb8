package dev.rollstream.pretext.scene;

/** What lies around the things of a scene. */
sealed interface Setting permits Outdoors, Room {
    /** Offers what a ray can meet of the setting. */
    void meet(Ray ray, Hit hit);

    /** What is seen where a ray meets nothing. */
    Rgb beyond(Ray ray);

    /** Light from all around on a place. */
    Rgb ambient(Place place);

    /** A colour as it is seen from so many metres away. */
    Rgb veiled(Rgb colour, double metres);
}
