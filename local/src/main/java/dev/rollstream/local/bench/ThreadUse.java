package dev.rollstream.local.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Processor time and allocated bytes of this JVM's threads up to a moment, by whom they work for. A stage's clients have threads of
 * their own, which bear its name: they count as the stage's.
 */
final class ThreadUse {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Whom a thread works for. */
    enum Role {
        SCORER,
        AGGREGATOR,
        /** A Streams application that does nothing. */
        FLOOR,
        /** The group reader's own threads, and whoever asks it; a plain consumer likewise. */
        READER,
        /** The broker, and everything else in this JVM. */
        BROKER,
        /** The JVM's own work and native libraries': garbage collection, compilation, RocksDB's background. */
        JVM;

        private static Role of(String thread, String prefix, boolean caller) {
            if (thread.contains(prefix + "scorer")) {
                return SCORER;
            }
            if (thread.contains(prefix + "aggregator")) {
                return AGGREGATOR;
            }
            if (thread.contains(prefix + "floor-")) {
                return FLOOR;
            }
            return caller || thread.startsWith("learner-") ? READER : BROKER;
        }
    }

    /**
     * What was used.
     *
     * @param cpuNs processor time
     * @param allocatedBytes on the heap, collected since or not
     */
    record Amount(long cpuNs, long allocatedBytes) {
        static final Amount NONE = new Amount(0, 0);

        private Amount plus(Amount other) {
            return new Amount(cpuNs + other.cpuNs, allocatedBytes + other.allocatedBytes);
        }

        private Amount minus(Amount other) {
            return new Amount(cpuNs - other.cpuNs, allocatedBytes - other.allocatedBytes);
        }
    }

    private record Used(Role role, Amount amount) {}

    private final Map<Long, Used> threads;
    private final long processNs;

    private ThreadUse(Map<Long, Used> threads, long processNs) {
        this.threads = threads;
        this.processNs = processNs;
    }

    /**
     * Up to now.
     *
     * @param prefix what the names of stages' clients begin with
     */
    static ThreadUse now(String prefix) {
        long[] ids = THREADS.getAllThreadIds();
        long[] cpuNs = THREADS.getThreadCpuTime(ids);
        long[] allocated = THREADS.getThreadAllocatedBytes(ids);
        ThreadInfo[] infos = THREADS.getThreadInfo(ids);
        long caller = Thread.currentThread().getId();
        Map<Long, Used> threads = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            if (infos[i] != null && cpuNs[i] >= 0) {
                Role role = Role.of(infos[i].getThreadName(), prefix, ids[i] == caller);
                threads.put(ids[i], new Used(role, new Amount(cpuNs[i], allocated[i])));
            }
        }
        return new ThreadUse(threads, PROCESS.getProcessCpuTime());
    }

    /** What was used since, by role. Threads that have ended meanwhile are not in it. */
    Map<Role, Amount> since(ThreadUse earlier) {
        Map<Role, Amount> sums = new EnumMap<>(Role.class);
        long threadsNs = 0;
        for (Map.Entry<Long, Used> thread : threads.entrySet()) {
            Used now = thread.getValue();
            Used before = earlier.threads.get(thread.getKey());
            Amount used = before == null ? now.amount : now.amount.minus(before.amount);
            sums.merge(now.role, used, Amount::plus);
            threadsNs += used.cpuNs;
        }
        sums.put(Role.JVM, new Amount(Math.max(0, processNs - earlier.processNs - threadsNs), 0));
        return sums;
    }
}
