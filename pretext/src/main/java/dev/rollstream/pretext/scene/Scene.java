package dev.rollstream.pretext.scene;

import java.util.List;

/**
 * What there is to see.
 *
 * @param solids that stand, lie and hang about
 * @param setting around them
 * @param light that throws their shadows
 * @param camera it is seen from
 */
record Scene(List<Solid> solids, Setting setting, Light light, Camera camera) {
    Scene {
        solids = List.copyOf(solids);
    }
}
