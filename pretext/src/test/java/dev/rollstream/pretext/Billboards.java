package dev.rollstream.pretext;

import dev.rollstream.pretext.geometry.DepthMaps;
import dev.rollstream.pretext.image.Region;
import dev.rollstream.pretext.image.RgbImage;
import dev.rollstream.pretext.image.SourceImage;
import dev.rollstream.pretext.image.TestPictures;
import java.util.List;

/**
 * A scene of which every point is known: small boards that face a pinhole camera of 640 x 480 px and focal length 640 px, and
 * nothing else but one far pixel in a corner.
 *
 * @param boards centres in space
 */
record Billboards(List<Point> boards) {
    private static final int HALF = 20;
    /** Blocks of the reference may reach so far beyond a board. */
    private static final int BLOCK_HALF = 7;

    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final double FOCAL = 640;

    /** In metres: x to the right, y down, z away from the camera. */
    record Point(double x, double y, double z) {}

    /** Where a board is seen. */
    Region region(int board) {
        Point point = boards.get(board);
        int u = (int) (WIDTH / 2.0 + FOCAL * point.x / point.z);
        int v = (int) (HEIGHT / 2.0 + FOCAL * point.y / point.z);
        return new Region(u - HALF, v - HALF, 2 * HALF + 1, 2 * HALF + 1);
    }

    /** Grey all over, so that nothing but markers is black or white. */
    SourceImage source() {
        RgbImage grey = TestPictures.plain(WIDTH, HEIGHT, 0x808080);
        return Sources.image("billboards", grey).withDepth(DepthMaps.of(WIDTH, HEIGHT, (x, y) -> {
            for (int i = 0; i < boards.size(); i++) {
                Region region = region(i);
                if (x >= region.x()
                        && x < region.x() + region.width()
                        && y >= region.y()
                        && y < region.y() + region.height()) {
                    return boards.get(i).z;
                }
            }
            return x == 0 && y == 0 ? 60 : Double.NaN;
        }));
    }

    /**
     * The number on each board, as a look at the picture tells: of the markers that may be there the one that differs least.
     *
     * @param scale of the picture against the source
     * @param offset of the source's corner in the picture, in both directions
     */
    List<Integer> numbers(RgbImage picture, Marker.Size size, double scale, int offset) {
        return boards.stream()
                .map(board -> {
                    Region region = region(boards.indexOf(board));
                    return nearest(picture, size, MarkerFinder.centre(picture, scaled(region, size, scale, offset)));
                })
                .toList();
    }

    private static Region scaled(Region region, Marker.Size size, double scale, int offset) {
        int reach = (int) (size.diameter() / 2 + BLOCK_HALF * scale) + 2;
        return new Region(
                (int) (region.x() * scale) + offset - reach,
                (int) (region.y() * scale) + offset - reach,
                (int) (region.width() * scale) + 2 * reach,
                (int) (region.height() * scale) + 2 * reach);
    }

    private static int nearest(RgbImage picture, Marker.Size size, double[] centre) {
        int best = 0;
        long least = Long.MAX_VALUE;
        for (int digit = 1; digit <= 3; digit++) {
            long difference = MarkerFinder.difference(picture, new Marker(digit, centre[0], centre[1]), size);
            if (difference < least) {
                least = difference;
                best = digit;
            }
        }
        return best;
    }
}
