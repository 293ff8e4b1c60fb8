package dev.rollstream.pretext.depth;

import dev.rollstream.pretext.image.RejectedFileException;
import io.jhdf.Constants;
import io.jhdf.ObjectHeader;
import io.jhdf.exceptions.UnsupportedHdfException;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.CompactDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the data set {@code depth} of an HDF5 file, as MegaDepth keeps its depth maps: floats of 16, 32 or 64 bits or unsigned
 * integers of 16, in one piece or in chunks, plain or with gzip and shuffle.
 *
 * <p>The library takes the file's structure apart; the numbers are unpacked here, because its way to them goes through memory of
 * whatever size a compressed chunk inflates to, and through a thread pool of its own.
 *
 * <p>Source: HDF5 File Format Specification 3.0, https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html
 */
final class Hdf5Reader {
    private static final byte[] MAGIC = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'};
    private static final String DATA_SET = "depth";

    private Hdf5Reader() {}

    static boolean matches(byte[] file) {
        return Magic.begins(file, MAGIC);
    }

    static NumberGrid read(byte[] bytes, SizeRule rule) throws RejectedFileException {
        try {
            MeteredBytes file = new MeteredBytes(bytes);
            return read(file, Hdf5Directory.find(file, DATA_SET), rule);
        } catch (RuntimeException e) {
            // The library answers damaged files with every kind of runtime exception.
            if (unsupported(e)) {
                throw Broken.unsupported("HDF5 file with something that is not read here: " + cause(e).getMessage());
            }
            throw Broken.corrupt("HDF5 file that cannot be taken apart: " + cause(e).getMessage());
        } catch (StackOverflowError e) {
            throw Broken.corrupt("HDF5 file whose structure leads in circles");
        }
    }

    private static NumberGrid read(MeteredBytes file, ObjectHeader header, SizeRule rule) throws RejectedFileException {
        DataType stored = header.getMessageOfType(DataTypeMessage.class).getDataType();
        NumberType type = type(stored);
        GridShape shape = GridShape.of(
                header.getMessageOfType(DataSpaceMessage.class).getDataSpace().getDimensionsAsLong());
        rule.check(shape.width(), shape.height());
        float[] values = new float[Math.multiplyExact((int) shape.width(), (int) shape.height())];
        Arrays.fill(values, Float.NaN);
        NumberGrid grid = new NumberGrid((int) shape.width(), (int) shape.height(), values);
        DataLayoutMessage layout = header.getMessageOfType(DataLayoutMessage.class);
        if (layout instanceof CompactDataLayoutMessage || layout instanceof ContiguousDataLayoutMessage) {
            ByteBuffer whole = inOnePiece(file, layout, (long) values.length * type.sizeBytes());
            if (whole != null) {
                type.read(whole.order(Hdf5Chunks.order(stored)), values, 0, values.length);
            }
        } else {
            new Hdf5Chunks(file, header, type).readInto(grid, shape);
        }
        return grid;
    }

    /** The bytes of all numbers; null where none were ever written. */
    private static @Nullable ByteBuffer inOnePiece(MeteredBytes file, DataLayoutMessage layout, long length)
            throws RejectedFileException {
        if (layout instanceof CompactDataLayoutMessage compact) {
            ByteBuffer data = compact.getDataBuffer();
            if (data.remaining() != length) {
                throw Broken.corrupt("HDF5 data set of " + data.remaining() + " bytes instead of " + length);
            }
            return data;
        }
        long address = ((ContiguousDataLayoutMessage) layout).getAddress();
        if (address == Constants.UNDEFINED_ADDRESS) {
            return null;
        }
        if (address < 0 || address > file.size() || length > file.size() - address) {
            throw Broken.corrupt("HDF5 file that ends before its data set does");
        }
        return ByteBuffer.wrap(file.file(), (int) address, (int) length).slice();
    }

    private static NumberType type(DataType stored) throws RejectedFileException {
        if (stored instanceof FloatingPoint number && number.getBitPrecision() == 8 * number.getSize()) {
            switch (number.getSize() + "/" + number.getMantissaSize()) {
                case "2/10":
                    return NumberType.FLOAT16;
                case "4/23":
                    return NumberType.FLOAT32;
                case "8/52":
                    return NumberType.FLOAT64;
                default:
                    break;
            }
        }
        if (stored instanceof FixedPoint number && number.getSize() == 2 && !number.isSigned()) {
            return NumberType.UINT16;
        }
        throw Broken.unsupported(
                "HDF5 data set of numbers other than 16, 32 or 64-bit floats or unsigned 16-bit integers");
    }

    private static boolean unsupported(Throwable failure) {
        return failure instanceof UnsupportedHdfException
                || (failure.getCause() != null && unsupported(failure.getCause()));
    }

    private static Throwable cause(Throwable failure) {
        return failure.getCause() == null ? failure : cause(failure.getCause());
    }
}
