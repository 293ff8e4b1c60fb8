package dev.rollstream.pretext.folder;

import dev.rollstream.pretext.depth.DepthDecoder;
import dev.rollstream.pretext.image.DepthMap;
import dev.rollstream.pretext.image.ImageSource;
import dev.rollstream.pretext.image.ImageSourceException;
import dev.rollstream.pretext.image.IntakeOptions;
import dev.rollstream.pretext.image.LoadOutcome;
import dev.rollstream.pretext.image.PictureDecoder;
import dev.rollstream.pretext.image.RejectedFileException;
import dev.rollstream.pretext.image.Sha256;
import dev.rollstream.pretext.image.SkipReason;
import dev.rollstream.pretext.image.SourceImage;
import dev.rollstream.pretext.image.StoredPicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JPEG and PNG files of a folder and everything below it, in the order of their relative paths, with their depth maps.
 *
 * <p>Listed are files with an image extension and files whose first bytes are those of a JPEG or PNG, whatever they are called.
 * Hidden files are not, nor depth maps and masks, which are known by where they lie and how they are called: see
 * {@link CompanionNames}. Links are followed, loops are not. A listed file that turns out to be unusable is a
 * {@link LoadOutcome.Rejected}, never an exception; a picture whose depth map is unusable is still a picture.
 */
public final class ImageFolder implements ImageSource {
    private final List<FolderListing.Entry> entries;
    private final List<String> orphans;
    private final PictureDecoder decoder;
    private final DepthDecoder depthDecoder;
    private final LimitedFile pictureFile;
    private final LimitedFile depthFile;

    private ImageFolder(FolderListing listing, IntakeOptions options) {
        this.entries = listing.entries();
        this.orphans = listing.orphans();
        this.decoder = new PictureDecoder(options);
        this.depthDecoder = new DepthDecoder(options);
        long maxBytes = options.maxFileBytes();
        this.pictureFile = new LimitedFile(maxBytes, SkipReason.UNREADABLE, SkipReason.FILE_TOO_LARGE);
        this.depthFile = new LimitedFile(maxBytes, SkipReason.DEPTH_UNREADABLE, SkipReason.DEPTH_UNREADABLE);
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
            String lonely = listing.orphans().isEmpty()
                    ? ""
                    : ", " + listing.orphans().size() + " depth maps or masks lack their pictures";
            throw new ImageSourceException("image folder " + folder + " holds no JPEG or PNG file ("
                    + listing.otherFiles() + " other files were seen" + lonely + "); give another folder");
        }
        return new ImageFolder(listing, options);
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
    public String identity(int index) {
        FolderListing.Entry entry = entries.get(index);
        return entry.name() + size(entry.path()) + size(entry.depth()) + size(entry.mask());
    }

    private static String size(@Nullable Path file) {
        try {
            return file == null ? " -" : " " + Files.size(file);
        } catch (IOException e) {
            return " unreadable";
        }
    }

    @Override
    public LoadOutcome load(int index) {
        FolderListing.Entry entry = entries.get(index);
        try {
            byte[] bytes = pictureFile.read(entry.path());
            return new LoadOutcome.Loaded(new SourceImage(entry.name(), Sha256.hex(bytes), decoder.decode(bytes)));
        } catch (RejectedFileException e) {
            return e.outcome();
        }
    }

    @Override
    public boolean hasDepth(int index) {
        return entries.get(index).depth() != null;
    }

    @Override
    public LoadOutcome loadDepth(int index, SourceImage picture) {
        FolderListing.Entry entry = entries.get(index);
        Path depth = entry.depth();
        if (depth == null) {
            throw new IllegalStateException(entry.name() + " has no depth map");
        }
        try {
            byte[] depths = depthFile.read(depth);
            byte[] mask = entry.mask() == null ? null : depthFile.read(entry.mask());
            DepthMap map = depthDecoder.decode(depths, mask, stored(entry), picture.pixels());
            return new LoadOutcome.Loaded(picture.withDepth(map));
        } catch (RejectedFileException e) {
            return e.outcome();
        }
    }

    /** The picture's own file again, for what it says of its size. */
    private StoredPicture stored(FolderListing.Entry entry) throws RejectedFileException {
        try {
            return PictureDecoder.inspect(pictureFile.read(entry.path()));
        } catch (RejectedFileException e) {
            throw new RejectedFileException(
                    SkipReason.DEPTH_UNREADABLE, "its picture has changed since: " + e.getMessage());
        }
    }

    /** Names of depth maps and masks that no picture goes with, sorted; they are not used. */
    public List<String> depthsWithoutPicture() {
        return orphans;
    }
}
