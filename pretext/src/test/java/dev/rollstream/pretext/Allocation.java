package dev.rollstream.pretext;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Measures memory. */
public final class Allocation {
    private Allocation() {}

    /** Something to do. */
    public interface Work {
        /** Does it. */
        void run() throws Exception;
    }

    /** Bytes of heap that the work allocates, by the virtual machine's own count for this thread. */
    public static long bytes(Work work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            work.run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
