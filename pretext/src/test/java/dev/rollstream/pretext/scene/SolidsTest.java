package dev.rollstream.pretext.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.scene.Faceted.Size;
import dev.rollstream.pretext.scene.Faceted.Stand;
import dev.rollstream.pretext.scene.Turned.Profile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every kind of body against a plain test of which points lie in it, tried in small steps along rays. */
class SolidsTest {
    private static final Finish GREY = Finish.plain(Rgb.of(0x808080), new Noise(1));
    private static final double STEP = 5e-4;

    /** Whether a point lies in a body, with the origin at the middle of the body's foot and no turn. */
    private interface Inside {
        boolean test(double x, double y, double z);
    }

    static Stream<Arguments> solids() {
        Stand stand = new Stand(0, 0, 0, 0);
        Stand turned = new Stand(0, 0, 0, 30);
        Inside box = (x, y, z) -> Math.abs(x) < 0.6 && y > 0 && y < 0.8 && Math.abs(z) < 0.4;
        Inside roof = (x, y, z) -> y > 0 && Math.abs(x) / 0.7 + y / 0.6 < 1 && Math.abs(z) < 0.5;
        Inside tent =
                (x, y, z) -> y > 0 && y < 0.5 && Math.abs(x) / 0.7 + y / 0.9 < 1 && Math.abs(z) / 0.5 + y / 0.9 < 1;
        Inside cone = (x, y, z) -> y > 0 && y < 0.9 && Math.hypot(x, z) < 0.6 - 0.4 * y / 0.9;
        Inside rod = (x, y, z) -> Math.abs(x) < 0.7 && Math.hypot(y, z) < 0.3;
        Inside ball = (x, y, z) -> x * x + y * y + z * z < 0.49;
        return Stream.of(
                Arguments.of("box", 0, Faceted.box(stand, new Size(1.2, 0.8, 0.8), GREY), box),
                Arguments.of("turned box", 30, Faceted.box(turned, new Size(1.2, 0.8, 0.8), GREY), box),
                Arguments.of("roof", 30, Faceted.roof(turned, new Size(1.4, 0.6, 1.0), GREY), roof),
                Arguments.of("pyramid", 30, Faceted.pyramid(turned, new Size(1.4, 0.5, 1.0), 0.9, GREY), tent),
                Arguments.of("cone", 0, new Turned(0, 0, new Profile(0, 0.9, 0.6, 0.2), GREY), cone),
                Arguments.of("rod", 30, new Rod(0, 0, 0, new Rod.Size(1.4, 0.3, 30), GREY), rod),
                Arguments.of("ball", 0, new Ball(0, 0, 0, 0.7, GREY), ball));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("solids")
    void isMetWhereARayEntersIt(String name, double degrees, Solid solid, Inside inside) {
        // Given
        SeededRandom random = new SeededRandom(3);
        int met = 0;
        for (int i = 0; i < 400; i++) {
            Ray ray = ray(random);
            // When
            Hit hit = new Hit();
            hit.clear(Double.MAX_VALUE);
            solid.meet(ray, hit);
            // Then
            double expected = entered(ray, inside, Math.toRadians(degrees));
            if (hit.surface == null) {
                assertThat(expected).as("ray %d", i).isInfinite();
            } else if (Double.isFinite(expected)) { // rays that graze an edge may be in the body for less than a step
                met++;
                assertThat(hit.distance).as("ray %d", i).isCloseTo(expected, within(4 * STEP));
                assertThat(ray.dot(hit.normalX, hit.normalY, hit.normalZ)).isNegative();
                assertThat(solid.near(ray, 0)).isTrue();
            }
        }
        assertThat(met).isGreaterThan(100);
    }

    /** From a point 2 m away to one close to the body's middle. */
    private static Ray ray(SeededRandom random) {
        double around = random.between(0, 6.28);
        double up = random.between(-1, 1.4);
        double x = 2 * Math.cos(around) * Math.cos(up);
        double y = 2 * Math.sin(up);
        double z = 2 * Math.sin(around) * Math.cos(up);
        double toX = random.between(-0.7, 0.7) - x;
        double toY = random.between(-0.4, 0.9) - y;
        double toZ = random.between(-0.7, 0.7) - z;
        double length = Math.sqrt(toX * toX + toY * toY + toZ * toZ);
        return new Ray(x, y, z, toX / length, toY / length, toZ / length);
    }

    private static double entered(Ray ray, Inside inside, double turn) {
        for (double at = 0; at < 5; at += STEP) {
            double x = ray.originX() + at * ray.x();
            double z = ray.originZ() + at * ray.z();
            double ownX = Math.cos(turn) * x - Math.sin(turn) * z;
            double ownZ = Math.sin(turn) * x + Math.cos(turn) * z;
            if (inside.test(ownX, ray.originY() + at * ray.y(), ownZ)) {
                return at;
            }
        }
        return Double.POSITIVE_INFINITY;
    }
}
