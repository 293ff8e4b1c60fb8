package dev.rollstream.pretext.scene;

/**
 * Where a ray ended.
 *
 * @param nx unit normal of the surface there
 * @param ray that ended
 * @param grain width of the ray there, in metres: what one pixel shows, seen straight on
 */
record Place(double x, double y, double z, double nx, double ny, double nz, Ray ray, double grain) {
    private static final double STEEPEST = 0.02;

    /**
     * Where {@code ray} made {@code hit}.
     *
     * @param spread width of the ray a metre from its origin, in metres
     */
    static Place of(Ray ray, Hit hit, double spread) {
        double metres = hit.distance;
        return new Place(
                ray.originX() + metres * ray.x(),
                ray.originY() + metres * ray.y(),
                ray.originZ() + metres * ray.z(),
                hit.normalX,
                hit.normalY,
                hit.normalZ,
                ray,
                metres * spread);
    }

    /**
     * How far one pixel reaches along the surface.
     *
     * @param ux unit vector along the surface
     */
    double reach(double ux, double uy, double uz) {
        double along = ray.dot(ux, uy, uz) / Math.max(STEEPEST, Math.abs(ray.dot(nx, ny, nz)));
        return grain * Math.sqrt(1 + along * along);
    }
}
