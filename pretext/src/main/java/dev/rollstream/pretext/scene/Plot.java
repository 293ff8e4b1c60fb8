package dev.rollstream.pretext.scene;

import java.util.ArrayList;
import java.util.List;

/** Keeps things from standing in each other: rectangles of the ground that are taken. */
final class Plot {
    private record Taken(double x, double z, double halfX, double halfZ) {
        boolean meets(Taken other) {
            return Math.abs(x - other.x) < halfX + other.halfX && Math.abs(z - other.z) < halfZ + other.halfZ;
        }
    }

    private final List<Taken> taken = new ArrayList<>();

    /** Takes the rectangle around (x, z) unless some of it is taken. */
    boolean take(double x, double z, double halfX, double halfZ) {
        Taken wanted = new Taken(x, z, halfX, halfZ);
        boolean free = taken.stream().noneMatch(wanted::meets);
        if (free) {
            taken.add(wanted);
        }
        return free;
    }

    int count() {
        return taken.size();
    }
}
