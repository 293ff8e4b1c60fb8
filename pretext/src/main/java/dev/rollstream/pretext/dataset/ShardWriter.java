package dev.rollstream.pretext.dataset;

import dev.rollstream.pretext.Sample;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** Writes one file of an export. Closing it completes the file. */
interface ShardWriter extends Closeable {
    /**
     * Appends a task.
     *
     * @param id of the task in its export
     * @param pictures paths of the pictures, as many as the sample has
     */
    void write(String id, Sample sample, List<String> pictures) throws IOException;

    /**
     * How many bytes of the file hold whole tasks, all of them handed to the operating system; empty where a file that was cut
     * off cannot be gone on with.
     */
    OptionalLong savepoint() throws IOException;
}
