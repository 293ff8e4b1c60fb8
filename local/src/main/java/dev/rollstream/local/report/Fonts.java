package dev.rollstream.local.report;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.image.BufferedImage;

/** Whether the JDK can draw text here: in small containers without a font it fails with internal errors. */
final class Fonts {
    private Fonts() {}

    static boolean areUsable() {
        try {
            FontMetrics metrics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)
                    .createGraphics()
                    .getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
            return metrics.stringWidth("0") > 0;
        } catch (LinkageError | InternalError | RuntimeException e) {
            return false;
        }
    }
}
