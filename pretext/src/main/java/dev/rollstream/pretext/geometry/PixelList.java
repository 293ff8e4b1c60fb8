package dev.rollstream.pretext.geometry;

import java.util.Arrays;

/** A growing list of pixel numbers. */
final class PixelList {
    private int[] pixels = new int[1_024];
    private int size;

    void add(int pixel) {
        if (size == pixels.length) {
            pixels = Arrays.copyOf(pixels, 2 * size);
        }
        pixels[size] = pixel;
        size++;
    }

    int get(int index) {
        return pixels[index];
    }

    int size() {
        return size;
    }
}
