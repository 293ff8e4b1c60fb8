package dev.rollstream.pretext;

import dev.rollstream.pretext.image.RgbImage;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture with the markers of depth and position tasks at places drawn at random: practice in finding them. There is no question
 * and no answer in it; where a marker is follows from the seed alone.
 *
 * @param pixels with the markers
 * @param spots of the markers, in order of their numbers from 1
 */
public record MarkedPicture(RgbImage pixels, List<Spot> spots) {
    private static final int TRIES = 200;

    /**
     * Where a marker is.
     *
     * @param across its centre's share of the width, from the left
     * @param down its centre's share of the height, from the top
     */
    public record Spot(double across, double down) {}

    /** Takes a copy of the spots. */
    public MarkedPicture {
        spots = List.copyOf(spots);
    }

    /**
     * Draws markers as strict mode does, neither overlapping nor sticking out.
     *
     * @param count of markers, 1 to 3; a picture too small for so many gets those that fit
     */
    public static MarkedPicture of(RgbImage picture, int count, long seed) {
        if (count < 1 || count > 3) {
            throw new IllegalArgumentException("markers are numbered 1 to 3; cannot draw " + count);
        }
        NativeDrawing drawing = NativeDrawing.of(picture.width(), picture.height());
        SeededRandom random = new SeededRandom(seed);
        List<Marker> markers = new ArrayList<>();
        for (int attempt = 0; attempt < TRIES && markers.size() < count; attempt++) {
            double x = random.between(drawing.margin(), picture.width() - drawing.margin());
            double y = random.between(drawing.margin(), picture.height() - drawing.margin());
            if (inside(picture, drawing, x, y) && apart(markers, x, y, drawing.spacing())) {
                markers.add(new Marker(markers.size() + 1, x, y));
            }
        }
        List<Spot> spots = markers.stream()
                .map(marker -> new Spot(marker.x() / picture.width(), marker.y() / picture.height()))
                .toList();
        return new MarkedPicture(drawing.draw(picture, markers), spots);
    }

    /** False for every point of a picture that is narrower than a marker. */
    private static boolean inside(RgbImage picture, NativeDrawing drawing, double x, double y) {
        int margin = drawing.margin();
        return x >= margin && y >= margin && x <= picture.width() - margin && y <= picture.height() - margin;
    }

    private static boolean apart(List<Marker> markers, double x, double y, double spacing) {
        return markers.stream().allMatch(marker -> {
            double dx = marker.x() - x;
            double dy = marker.y() - y;
            return dx * dx + dy * dy >= spacing * spacing;
        });
    }
}
