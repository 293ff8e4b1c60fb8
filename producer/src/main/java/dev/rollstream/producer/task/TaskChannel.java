package dev.rollstream.producer.task;

import dev.rollstream.avro.GroupId;
import java.time.Duration;
import java.util.List;

/**
 * The task producer's connection to the stream. Any failure that a fresh connection may overcome is a
 * {@link ChannelLostException}: whether the last write took place is then unknown, and the answer is to close, open anew and
 * read the run from the topics.
 */
interface TaskChannel extends AutoCloseable {
    /**
     * Fences every older producer of the run, and tells of what the topics hold of it.
     *
     * @param resume whether to look for groups of the run; otherwise it must be new
     * @param listener hears every group of the run and every end of one
     */
    void open(boolean resume, StreamListener listener);

    /** Writes groups, tasks and answer keys, all of them or none. */
    void write(List<GroupDraft.Made> groups);

    /** Asks for a group to end before its deadline. */
    void cancel(GroupId group, String reason);

    /** Waits for news at most that long, and tells of them. */
    void follow(Duration wait, StreamListener listener);

    /** Aborts what is not committed and closes. */
    @Override
    void close();
}
