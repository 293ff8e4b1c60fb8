package dev.rollstream.pretext.depth;

import java.util.Arrays;

/** First bytes of files. */
final class Magic {
    private Magic() {}

    static boolean begins(byte[] file, byte[] magic) {
        return file.length >= magic.length && Arrays.equals(file, 0, magic.length, magic, 0, magic.length);
    }
}
