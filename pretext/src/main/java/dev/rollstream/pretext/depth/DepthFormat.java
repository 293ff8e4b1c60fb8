package dev.rollstream.pretext.depth;

import dev.rollstream.pretext.image.GreyPng;
import dev.rollstream.pretext.image.RejectedFileException;
import java.util.function.Predicate;

/** The kinds of file that are read, told apart by their content; the extension does not matter. */
enum DepthFormat {
    NPY(NpyReader::matches, NpyReader::read, NpyReader::read),
    PNG(GreyPng::matches, PngReader::depths, PngReader::mask),
    PFM(PfmReader::matches, PfmReader::read, PfmReader::read),
    HDF5(Hdf5Reader::matches, Hdf5Reader::read, Hdf5Reader::read);

    private final Predicate<byte[]> matches;
    private final Reader depths;
    private final Reader mask;

    DepthFormat(Predicate<byte[]> matches, Reader depths, Reader mask) {
        this.matches = matches;
        this.depths = depths;
        this.mask = mask;
    }

    /** Reads a whole file, of a size that the rule accepts. */
    private interface Reader {
        NumberGrid read(byte[] file, SizeRule rule) throws RejectedFileException;
    }

    /** The depths in a file, in its own unit. */
    static NumberGrid depths(byte[] file, SizeRule rule) throws RejectedFileException {
        return of(file).depths.read(file, rule);
    }

    /** The numbers of a mask. */
    static NumberGrid mask(byte[] file, SizeRule rule) throws RejectedFileException {
        return of(file).mask.read(file, rule);
    }

    private static DepthFormat of(byte[] file) throws RejectedFileException {
        if (file.length == 0) {
            throw Broken.corrupt("no bytes");
        }
        for (DepthFormat format : values()) {
            if (format.matches.test(file)) {
                return format;
            }
        }
        throw Broken.unsupported("neither NumPy, HDF5, PFM nor PNG inside");
    }
}
