package dev.rollstream.pretext.dataset;

import dev.rollstream.pretext.folder.LimitedFile;
import dev.rollstream.pretext.image.EncodedImage;
import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.image.PictureDecoder;
import dev.rollstream.pretext.image.PictureFormat;
import dev.rollstream.pretext.image.RejectedFileException;
import dev.rollstream.pretext.image.Sha256;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.StoredPicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Fetches the pictures of a dataset's rows. What a dataset says is not to be trusted: a path leads only to files of the dataset's
 * own folders, not past them by {@code ..}, a leading slash or a link, and every picture is decoded once to see that it can be.
 * The bytes stay as they are.
 */
final class PictureFinder {
    private static final int MAX_SHOWN = 120;

    private final List<Path> folders;
    private final LimitedFile file;
    private final PictureDecoder decoder;

    /** Looks in these folders, and in {@code images/} of each. */
    PictureFinder(List<Path> folders, IntakeOptions options) {
        this.folders = folders.stream()
                .flatMap(folder -> List.of(folder, folder.resolve(PictureFiles.FOLDER)).stream())
                .toList();
        this.file = new LimitedFile(options.maxFileBytes(), SkipReason.UNREADABLE, SkipReason.FILE_TOO_LARGE);
        this.decoder = new PictureDecoder(options);
    }

    /** A picture of a row, as it is passed on. */
    EncodedImage fetch(StoredRow.Picture picture) throws RejectedFileException {
        byte[] bytes = picture.bytes();
        if (bytes != null) {
            return checked(bytes);
        }
        String path = picture.path();
        if (path == null) {
            throw new RejectedFileException(SkipReason.ROW_INCOMPLETE, "a picture without bytes and path");
        }
        try {
            return checked(file.read(find(path)));
        } catch (RejectedFileException e) {
            throw new RejectedFileException(e.reason(), "picture " + shown(path) + ": " + e.getMessage());
        }
    }

    /** A path for people: what a dataset says may be long, and may try to write lines of its own. */
    private static String shown(String path) {
        String clipped = path.length() <= MAX_SHOWN ? path : path.substring(0, MAX_SHOWN) + "...";
        return clipped.replaceAll("\\p{Cntrl}", "?");
    }

    private EncodedImage checked(byte[] bytes) throws RejectedFileException {
        decoder.decode(bytes);
        StoredPicture stored = PictureDecoder.inspect(bytes);
        boolean jpeg = bytes[0] == (byte) 0xFF;
        return new EncodedImage(
                jpeg ? PictureFormat.JPEG : PictureFormat.PNG,
                stored.width(),
                stored.height(),
                Sha256.hex(bytes),
                bytes);
    }

    private Path find(String path) throws RejectedFileException {
        try {
            Path relative = Path.of(path);
            if (relative.isAbsolute() || path.startsWith("\\") || path.contains("..") || path.contains(":")) {
                throw outside("not a path below the dataset's folder");
            }
            for (Path folder : folders) {
                Path candidate = folder.resolve(relative);
                if (Files.exists(candidate)) {
                    return inside(folder, candidate);
                }
            }
        } catch (InvalidPathException e) {
            throw outside("not a path");
        } catch (IOException e) {
            throw new RejectedFileException(SkipReason.UNREADABLE, String.valueOf(e.getMessage()));
        }
        throw new RejectedFileException(SkipReason.UNREADABLE, "there is no such file in " + folders.get(0));
    }

    private static Path inside(Path folder, Path candidate) throws IOException, RejectedFileException {
        if (!candidate.toRealPath().startsWith(folder.toRealPath())) {
            throw outside("a link out of the dataset's folder");
        }
        return candidate;
    }

    private static RejectedFileException outside(String detail) {
        return new RejectedFileException(SkipReason.PICTURE_OUTSIDE, detail);
    }
}
