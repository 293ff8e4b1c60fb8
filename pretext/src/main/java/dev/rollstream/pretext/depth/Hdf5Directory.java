package dev.rollstream.pretext.depth;

import dev.rollstream.pretext.image.RejectedFileException;
import io.jhdf.Constants;
import io.jhdf.GroupSymbolTableNode;
import io.jhdf.LocalHeap;
import io.jhdf.ObjectHeader;
import io.jhdf.Superblock;
import io.jhdf.SymbolTableEntry;
import io.jhdf.btree.BTreeV1;
import io.jhdf.object.message.LinkInfoMessage;
import io.jhdf.object.message.LinkMessage;
import io.jhdf.object.message.SymbolTableMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Finds a data set by name in the root group. Links that lead elsewhere, to other files above all, are not followed. */
final class Hdf5Directory {
    /** A symbol table entry that is a link to a path. */
    private static final int SOFT_LINK = 2;

    private Hdf5Directory() {}

    /** The header of the data set called {@code name}. */
    static ObjectHeader find(MeteredBytes file, String name) throws RejectedFileException {
        ObjectHeader root = ObjectHeader.readObjectHeader(file, rootAddress(file));
        return root.hasMessageOfType(SymbolTableMessage.class)
                ? inSymbolTable(file, root.getMessageOfType(SymbolTableMessage.class), name)
                : inLinks(file, root, name);
    }

    private static long rootAddress(MeteredBytes file) {
        Superblock superblock = file.getSuperblock();
        return superblock instanceof Superblock.SuperblockV0V1 old
                ? new SymbolTableEntry(file, old.getRootGroupSymbolTableAddress()).getObjectHeaderAddress()
                : ((Superblock.SuperblockV2V3) superblock).getRootGroupObjectHeaderAddress();
    }

    private static ObjectHeader inSymbolTable(MeteredBytes file, SymbolTableMessage table, String name)
            throws RejectedFileException {
        ByteBuffer names = new LocalHeap(file, table.getLocalHeapAddress()).getDataBuffer();
        byte[] wanted = (name + "\0").getBytes(StandardCharsets.US_ASCII);
        for (long node : BTreeV1.createGroupBTree(file, table.getBTreeAddress()).getChildAddresses()) {
            for (SymbolTableEntry entry : new GroupSymbolTableNode(file, node).getSymbolTableEntries()) {
                if (entry.getCacheType() != SOFT_LINK && isAt(names, entry.getLinkNameOffset(), wanted)) {
                    return ObjectHeader.readObjectHeader(file, entry.getObjectHeaderAddress());
                }
            }
        }
        throw missing(name);
    }

    private static boolean isAt(ByteBuffer names, int at, byte[] wanted) {
        return at >= 0
                && at <= names.limit() - wanted.length
                && names.slice(at, wanted.length).equals(ByteBuffer.wrap(wanted));
    }

    private static ObjectHeader inLinks(MeteredBytes file, ObjectHeader root, String name)
            throws RejectedFileException {
        if (root.hasMessageOfType(LinkInfoMessage.class)
                && root.getMessageOfType(LinkInfoMessage.class).getFractalHeapAddress()
                        != Constants.UNDEFINED_ADDRESS) {
            throw Broken.unsupported("HDF5 file with so many things in its root group that they are kept in a heap");
        }
        for (LinkMessage link : root.getMessagesOfType(LinkMessage.class)) {
            if (link.getLinkType() == LinkMessage.LinkType.HARD
                    && link.getLinkName().equals(name)) {
                return ObjectHeader.readObjectHeader(file, link.getHardLinkAddress());
            }
        }
        throw missing(name);
    }

    private static RejectedFileException missing(String name) {
        return Broken.unsupported("HDF5 file without a data set '" + name + "' in its root group");
    }
}
