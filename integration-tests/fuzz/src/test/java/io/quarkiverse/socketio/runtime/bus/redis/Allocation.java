package io.quarkiverse.socketio.runtime.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;

/** What a thread allocates: a message of a few bytes may declare a length of billions. */
final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** Far above what messages of the fuzzer's size need. */
    private static final long MAX_BYTES = 8_000_000;

    private Allocation() {
    }

    /** Runs an action; if it allocates much, runs it again, as the first use of each class takes much, too. */
    static void assertSmall(Runnable action) {
        if (measure(action) > MAX_BYTES) {
            assertThat(measure(action)).as("allocated bytes").isLessThan(MAX_BYTES);
        }
    }

    private static long measure(Runnable action) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        action.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
