package dev.rollstream.pretext.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The JPEG and PNG files of a folder and everything below it, in the order of their relative paths.
 *
 * <p>Listed are files with an image extension and files whose first bytes are those of a JPEG or PNG, whatever they are called.
 * Hidden files are not, nor the depth maps and masks that accompany a picture of an RGB-D set. Links are followed, loops are
 * not. A listed file that turns out to be unusable is a {@link LoadOutcome.Rejected}, never an exception.
 */
public final class ImageFolder implements ImageSource {
    private final List<FolderListing.Entry> entries;
    private final IntakeOptions options;
    private final PictureDecoder decoder;

    private ImageFolder(List<FolderListing.Entry> entries, IntakeOptions options) {
        this.entries = entries;
        this.options = options;
        this.decoder = new PictureDecoder(options);
    }

    /**
     * Lists a folder; no picture is read yet.
     *
     * @throws ImageSourceException when the folder is missing, is not a folder, cannot be listed, or has no image in it
     */
    public static ImageFolder open(Path folder, IntakeOptions options) throws ImageSourceException {
        if (!Files.exists(folder)) {
            throw new ImageSourceException("image folder " + folder + " does not exist");
        }
        if (!Files.isDirectory(folder)) {
            throw new ImageSourceException(
                    "image folder " + folder + " is not a folder; give the folder that holds the images");
        }
        FolderListing listing = new FolderListing(folder);
        try {
            listing.walk();
        } catch (IOException e) {
            throw new ImageSourceException("image folder " + folder + " cannot be listed: " + e.getMessage(), e);
        }
        if (listing.entries().isEmpty()) {
            throw new ImageSourceException("image folder " + folder + " holds no JPEG or PNG file ("
                    + listing.otherFiles() + " other files were seen); give another folder");
        }
        return new ImageFolder(listing.entries(), options);
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public String name(int index) {
        return entries.get(index).name();
    }

    @Override
    public LoadOutcome load(int index) {
        FolderListing.Entry entry = entries.get(index);
        try {
            byte[] bytes = read(entry.path());
            return new LoadOutcome.Loaded(new SourceImage(entry.name(), Sha256.hex(bytes), decoder.decode(bytes)));
        } catch (RejectedPictureException e) {
            return new LoadOutcome.Rejected(e.reason(), String.valueOf(e.getMessage()));
        }
    }

    private byte[] read(Path file) throws RejectedPictureException {
        // A pipe or device would block for ever when opened.
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new RejectedPictureException(SkipReason.UNREADABLE, "not a regular file, or a folder without access");
        }
        try (InputStream in = Files.newInputStream(file)) {
            if (Files.size(file) > options.maxFileBytes()) {
                throw tooLarge(Files.size(file));
            }
            byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, options.maxFileBytes() + 1));
            if (bytes.length > options.maxFileBytes()) {
                throw tooLarge(bytes.length);
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new RejectedPictureException(SkipReason.UNREADABLE, "gone, or a link to nowhere");
        } catch (IOException e) {
            throw new RejectedPictureException(
                    SkipReason.UNREADABLE, e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private RejectedPictureException tooLarge(long bytes) {
        return new RejectedPictureException(
                SkipReason.FILE_TOO_LARGE, bytes + " bytes, allowed are " + options.maxFileBytes());
    }
}
