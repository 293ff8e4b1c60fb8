package dev.rollstream.pretext.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rollstream.pretext.SeededRandom;
import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.scene.Camera.Pose;
import dev.rollstream.pretext.scene.Faceted.Size;
import dev.rollstream.pretext.scene.Faceted.Stand;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SceneDepthTest {
    private static final int WIDTH = 161;
    private static final int HEIGHT = 121;
    private static final Finish GREY = Finish.plain(Rgb.of(0x808080), new Noise(1));

    @ParameterizedTest
    @CsvSource({"0, 0", "20, 0", "0, 15", "-25, 10"})
    void measuresASphereBeforeAWallAlongTheCamerasAxis(double right, double down) {
        // Given: a wall 20 m ahead, a ball of 1 m before it
        Ball ball = new Ball(0.3, 1.2, 9, 1, GREY);
        Faceted wall = Faceted.box(new Stand(0, -50, 21, 0), new Size(200, 100, 2), GREY);
        Camera camera = new Camera(new Pose(0, 1, 0, right, down, 0.8));
        // When
        DepthMap depth = SceneRenderer.render(scene(List.of(ball, wall), camera), WIDTH, HEIGHT)
                .depth();
        // Then
        int onBall = 0;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                double[] way = way(right, down, x, y);
                double toBall = sphere(way, 0.3, 0.2, 9);
                double expected = toBall < 20 / way[2] ? toBall : 20 / way[2];
                assertThat((double) depth.at(x, y)).as("at (%d, %d)", x, y).isCloseTo(expected, within(1e-5));
                onBall += toBall < 1e9 ? 1 : 0;
            }
        }
        assertThat(onBall).isGreaterThan(300);
    }

    /** The way that a pixel's ray makes while it comes one metre ahead, from rotations written out. */
    private static double[] way(double rightDegrees, double downDegrees, int column, int row) {
        double right = Math.toRadians(rightDegrees);
        double down = Math.toRadians(downDegrees);
        double x = (column + 0.5 - WIDTH / 2.0) / WIDTH / 0.8;
        double y = (HEIGHT / 2.0 - row - 0.5) / WIDTH / 0.8;
        double level = Math.cos(down) + y * Math.sin(down);
        return new double[] {
            x * Math.cos(right) + level * Math.sin(right),
            y * Math.cos(down) - Math.sin(down),
            level * Math.cos(right) - x * Math.sin(right)
        };
    }

    /** How far ahead a way from the origin meets the unit sphere at a point; infinite for never. */
    private static double sphere(double[] way, double x, double y, double z) {
        double square = way[0] * way[0] + way[1] * way[1] + way[2] * way[2];
        double towards = way[0] * x + way[1] * y + way[2] * z;
        double root = towards * towards - square * (x * x + y * y + z * z - 1);
        return root > 0 ? (towards - Math.sqrt(root)) / square : Double.POSITIVE_INFINITY;
    }

    private static Scene scene(List<Solid> solids, Camera camera) {
        Ground ground = new Ground(Ground.Kind.TILES, Rgb.WHITE, Rgb.WHITE, 0, 0, -5, new Noise(2));
        Woods none = new Woods(1_000, Rgb.WHITE, new Noise(3));
        Sky sky = new Sky(Rgb.WHITE, Rgb.WHITE, Rgb.WHITE, 0, new Noise(4));
        return new Scene(solids, new Outdoors(ground, none, sky), new Sun(30, 40, Rgb.WHITE), camera);
    }

    @ParameterizedTest
    @EnumSource(SceneKind.class)
    void takesTheDepthOfThePixelsMiddleAtOutlinesToo(SceneKind kind) {
        // Given: a picture three times as large, whose pixels' rays are nine to one, one of them the same
        Scene scene = kind.compose(new SeededRandom(11));
        // When
        DepthMap small = SceneRenderer.render(scene, WIDTH, HEIGHT).depth();
        DepthMap large = SceneRenderer.render(scene, 3 * WIDTH, 3 * HEIGHT).depth();
        // Then
        int differing = 0;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                float expected = large.at(3 * x + 1, 3 * y + 1);
                boolean same = Math.abs(small.at(x, y) - expected) < 1e-4 * expected
                        || (Float.isNaN(expected) && Float.isNaN(small.at(x, y)));
                differing += same ? 0 : 1;
            }
        }
        // The rays are equal but for rounding, which may tip one at the very edge of a thing.
        assertThat(differing).isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(SceneKind.class)
    void agreesWithTheDepthsFromAnotherPlace(SceneKind kind) {
        // Given: a scene seen by two cameras
        Scene scene = kind.compose(new SeededRandom(12));
        Pose one = scene.camera().pose();
        Pose two = new Pose(one.x() + 0.35, one.y() + 0.1, one.z() + 0.2, one.right() + 4, one.down() - 1, one.focal());
        Camera other = new Camera(two);
        // When
        DepthMap first = SceneRenderer.render(scene, 320, 240).depth();
        DepthMap second = SceneRenderer.render(
                        new Scene(scene.solids(), scene.setting(), scene.light(), other), 320, 240)
                .depth();
        // Then: what the first sees, the second sees there too, or something before it
        int seen = 0;
        int before = 0;
        int behind = 0;
        for (int y = 0; y < 240; y++) {
            for (int x = 0; x < 320; x++) {
                double[] expected = moved(scene.camera(), two, first.at(x, y), x, y);
                int column = (int) Math.floor(expected[0]);
                int row = (int) Math.floor(expected[1]);
                if (Float.isNaN(first.at(x, y)) || column < 0 || column >= 320 || row < 0 || row >= 240) {
                    continue;
                }
                float there = second.at(column, row);
                seen += Math.abs(there - expected[2]) < 0.05 * expected[2] ? 1 : 0;
                before += there < 0.95 * expected[2] ? 1 : 0;
                behind += there > 1.05 * expected[2] || Float.isNaN(there) ? 1 : 0;
            }
        }
        assertThat(seen).isGreaterThan(30_000);
        assertThat(before).isLessThan(seen / 5);
        assertThat(behind).as("seen through what the first camera sees").isLessThan(seen / 40);
    }

    /** Where a camera sees what another one sees at a depth: column, row and depth. */
    private static double[] moved(Camera from, Pose to, double depth, int x, int y) {
        Ray ray = from.ray((x + 0.5 - 160) / 320, (120 - y - 0.5) / 320);
        double metres = depth / from.ahead(ray);
        double pointX = ray.originX() + metres * ray.x() - to.x();
        double pointY = ray.originY() + metres * ray.y() - to.y();
        double pointZ = ray.originZ() + metres * ray.z() - to.z();
        double right = Math.toRadians(to.right());
        double down = Math.toRadians(to.down());
        double level = pointX * Math.sin(right) + pointZ * Math.cos(right);
        double ahead = level * Math.cos(down) - pointY * Math.sin(down);
        double up = level * Math.sin(down) + pointY * Math.cos(down);
        double across = pointX * Math.cos(right) - pointZ * Math.sin(right);
        return new double[] {160 + 320 * to.focal() * across / ahead, 120 - 320 * to.focal() * up / ahead, ahead};
    }

    @Test
    void knowsNoDepthOfTheSky() {
        // When
        DepthMap depth = SceneRenderer.render(scene(List.of(), new Camera(new Pose(0, 1, 0, 0, 0, 1))), 32, 32)
                .depth();
        // Then
        assertThat(depth.at(16, 0)).isNaN();
    }
}
