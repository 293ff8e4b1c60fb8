package dev.rollstream.producer.worker.openai;

import dev.rollstream.producer.worker.Fault;
import java.time.Duration;
import java.util.Optional;

/** What became of one request to one server. */
sealed interface Exchange {
    /** Status 200. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Answered(byte[] body) implements Exchange {}

    /**
     * The server finds fault with the task; every server would.
     *
     * @param fault the kind of fault
     */
    record Rejected(Fault fault, String why) implements Exchange {}

    /**
     * The server has too much to do.
     *
     * @param retryAfter how long it wants to be left alone; empty: it does not say
     */
    record Busy(String why, Optional<Duration> retryAfter) implements Exchange {}

    /**
     * The server broke down over the request, or was not there.
     *
     * @param unreachable whether there was nobody to connect to
     */
    record Broken(String why, boolean unreachable) implements Exchange {}

    /** Status 200, but not what the API says: the server or something before it is out of order. */
    record Garbled(String why) implements Exchange {}

    /**
     * The server is not the one that it was said to be, or does not let us in.
     *
     * @param status of HTTP
     */
    record Misfit(int status, String why) implements Exchange {}
}
