package dev.rollstream.pretext.preview;

import dev.rollstream.pretext.ExportException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.function.Function;

/**
 * A sheet's file; its ending decides the form. The file is complete or not there.
 *
 * @param path of the file; its folder is made where it is missing
 */
public record PreviewFile(Path path) {
    /**
     * Checks the ending.
     *
     * @throws IllegalArgumentException unless it is .html, .htm or .png
     */
    public PreviewFile {
        rendering(path);
    }

    private static Function<Preview, byte[]> rendering(Path path) {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".html") || name.endsWith(".htm")) {
            return preview -> HtmlSheet.render(preview).getBytes(StandardCharsets.UTF_8);
        }
        if (name.endsWith(".png")) {
            return PngSheet::render;
        }
        throw new IllegalArgumentException("a preview ends in .html or .png, not " + path);
    }

    /**
     * Writes the sheet, over a file that is there.
     *
     * @throws ExportException if it cannot be written
     */
    public void write(Preview preview) throws ExportException {
        byte[] content = rendering(path).apply(preview);
        Path target = path.toAbsolutePath();
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            if (target.getParent() != null) {
                Files.createDirectories(target.getParent());
            }
            try {
                Files.write(part, content);
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new ExportException("the preview " + path + " cannot be written: " + e, e);
        }
    }
}
