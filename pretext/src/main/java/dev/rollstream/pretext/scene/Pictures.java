package dev.rollstream.pretext.scene;

/** Pictures in the picture: what hangs on walls and lies on floors, one to a surface, over (0, 0) to (1, 1). */
final class Pictures {
    private static final Rgb MAT = Rgb.of(0xF1ECDF);
    private static final Rgb FRAME = Rgb.of(0xF4F2EC);
    private static final Rgb ZENITH = Rgb.of(0x6FA5DA);
    private static final Rgb HORIZON = Rgb.of(0xDDEAF3);
    private static final Rgb GREEN = Rgb.of(0x6E9A58);
    private static final Rgb CLOUD = Rgb.of(0xF8F9FA);

    private Pictures() {}

    /** Metres to the surface's nearest edge. */
    private static double margin(Finish finish, Spot spot) {
        double across = Math.min(spot.u(), 1 - spot.u()) * finish.width();
        double up = Math.min(spot.v(), 1 - spot.v()) * finish.height();
        return Math.min(across, up);
    }

    /** A window: frame and bars, and behind them sky, clouds and hills; the second colour tints the view. */
    static Rgb pane(Finish finish, Spot spot) {
        double margin = margin(finish, spot);
        double across = spot.u() * finish.width();
        double barU = Math.abs(spot.u() - 0.5) * finish.width();
        double barV = Math.abs(spot.v() - 0.62) * finish.height();
        if (margin < 0.06 || Math.min(barU, barV) < 0.018) {
            return FRAME.times(margin < 0.012 ? 0.72 : 0.92);
        }
        Noise noise = finish.noise();
        double ridge = 0.2 + 0.3 * noise.at(across * 1.3 + 7, 3.5) + 0.06 * noise.at(across * 9, 8.5);
        if (spot.v() < ridge) {
            return GREEN.mix(finish.second(), 0.3).times(0.75 + 0.4 * noise.cloudy(across * 8, spot.v() * 9, 0.2));
        }
        double density = noise.cloudy(across * 2 + 4, spot.v() * 4, 0);
        double cloud = Math.max(0, Math.min(1, (density - 0.5) * 4));
        return HORIZON.mix(ZENITH, spot.v()).mix(finish.second(), 0.15).mix(CLOUD, cloud);
    }

    /** A painting of hills under the sun, in tints between the two colours, in a frame of the first one. */
    static Rgb painting(Finish finish, Spot spot) {
        double margin = margin(finish, spot);
        if (margin < 0.035) {
            return finish.first().times(margin < 0.01 || margin > 0.028 ? 0.4 : 0.6);
        }
        if (margin < 0.085) {
            return MAT;
        }
        Noise noise = finish.noise();
        double own = noise.lattice(Math.round(finish.width() * 1e6), 5);
        double across = spot.u() * 3 + 100 * own;
        Rgb sky = finish.second().mix(MAT, 0.25 + 0.6 * spot.v());
        double sunU = (spot.u() - 0.2 - 0.6 * own) * finish.width();
        double sunV = (spot.v() - 0.72) * finish.height();
        Rgb seen = sunU * sunU + sunV * sunV < 0.006 ? finish.first().mix(MAT, 0.3) : sky;
        for (int layer = 0; layer < 3; layer++) {
            double ridge = 0.62 - 0.18 * layer + 0.3 * (noise.at(across * (1 + 0.4 * layer), layer + 0.5) - 0.5);
            if (spot.v() < ridge) {
                seen = finish.second().mix(finish.first(), 0.35 + 0.3 * layer).times(0.95 - 0.2 * layer);
            }
        }
        return seen.times(0.92 + 0.16 * noise.at(spot.u() * 40, spot.v() * 40, 40 * spot.wide()));
    }

    /** A carpet: borders, and lozenges in rows. */
    static Rgb rug(Finish finish, Spot spot) {
        double margin = margin(finish, spot);
        double across = spot.u() * finish.width() / 0.5;
        double along = spot.v() * finish.height() / 0.5;
        double away = Math.abs(across - Math.floor(across) - 0.5) + Math.abs(along - Math.floor(along) - 0.5);
        double soft = 2 / Math.max(0.02, 2 * spot.wide() * finish.width());
        double lozenge = Math.max(0, Math.min(1, (0.36 - away) * soft + 0.5));
        double heart = Math.max(0, Math.min(1, (0.2 - away) * soft + 0.5));
        Rgb middle = finish.first().mix(finish.second(), lozenge).mix(MAT, heart);
        Rgb border = margin > 0.1 && margin < 0.16 ? MAT.mix(finish.second(), 0.25) : finish.second();
        Rgb seen = margin < 0.05 ? finish.first().times(0.7) : margin < 0.22 ? border : middle;
        return seen.times(0.82 + 0.36 * finish.noise().at(across * 14, along * 14, 28 * spot.wide() * finish.width()));
    }
}
