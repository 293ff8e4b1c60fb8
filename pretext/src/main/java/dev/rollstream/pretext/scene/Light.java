package dev.rollstream.pretext.scene;

/**
 * A light that throws shadows. Its rays are told apart by two coordinates, the same for all points of a ray, so that what can lie
 * in the shadow of what is known by place.
 */
sealed interface Light permits Sun, Lamp {
    /** The way from a place, a little above its surface, towards the light. */
    Ray from(Place place);

    /** How far the light is away, in metres. */
    double metres(Place place);

    /** The light's colour and strength at a distance. */
    Rgb strength(double metres);

    /** First coordinate of the light ray through a point; NaN if the light reaches it in any case. */
    double first(double x, double y, double z);

    /** Second coordinate, likewise. */
    double second(double x, double y, double z);

    /** Light rays whose coordinates are further from 0 meet nothing. */
    double widest();

    /** The light rays that a solid may stop; {@link Span#EVERYTHING} if it cannot be told. */
    Span span(Solid solid);

    /** A rectangle of light rays. */
    record Span(double lowFirst, double highFirst, double lowSecond, double highSecond) {
        static final Span EVERYTHING = new Span(
                Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
}
