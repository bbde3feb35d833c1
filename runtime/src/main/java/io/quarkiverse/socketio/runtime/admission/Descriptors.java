package io.quarkiverse.socketio.runtime.admission;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import com.sun.management.UnixOperatingSystemMXBean;

import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;

/**
 * Keeps the last file descriptors of this process for its own use: to load classes, write logs, talk to databases. No
 * connection of a client may keep one of these.
 * <p>
 * The system gives each new descriptor the lowest number that is free. So the number of a connection's descriptor tells, at no
 * cost, whether all below are in use, and connections never have the last ones when each that gets such a number is refused.
 * The JDK's own transport does not tell the number; there, open descriptors are counted from time to time.
 * <p>
 * Thread: any.
 */
public final class Descriptors {
    static final int RESERVE = 64;
    /** Of a small limit no more than this part is kept, for a process has to serve somebody too. */
    private static final int SMALLEST_SHARE = 4;
    private static final long COUNT_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Descriptors OF_PROCESS = ofProcess(ManagementFactory.getOperatingSystemMXBean());

    private final LongSupplier limit;
    private final LongSupplier open;
    private final LongSupplier nanoTime;
    /** Guarded by this, as what follows. How many connections may come before descriptors are counted again. */
    private long unchecked;
    private boolean reached;
    private long reachedAt;

    /**
     * @param limit how many descriptors the process may have, as of now
     * @param open how many it has
     * @param nanoTime any steady clock
     */
    Descriptors(LongSupplier limit, LongSupplier open, LongSupplier nanoTime) {
        this.limit = limit;
        this.open = open;
        this.nanoTime = nanoTime;
    }

    /** Returns those of this process. */
    public static Descriptors ofProcess() {
        return OF_PROCESS;
    }

    private static Descriptors ofProcess(java.lang.management.OperatingSystemMXBean system) {
        return system instanceof UnixOperatingSystemMXBean unix
                ? new Descriptors(unix::getMaxFileDescriptorCount, unix::getOpenFileDescriptorCount, System::nanoTime)
                : new Descriptors(() -> Long.MAX_VALUE, () -> 0, () -> 0);
    }

    private static long reserveOf(long limit) {
        return Math.min(RESERVE, limit / SMALLEST_SHARE);
    }

    /** Whether that number is one of those that no connection may keep. */
    public boolean isReserved(int number) {
        long most = limit.getAsLong();
        return number >= most - reserveOf(most);
    }

    /** Whether that number leaves so few that not even a refusal may have it for long. */
    boolean isAmongLast(int number) {
        long most = limit.getAsLong();
        return number >= most - reserveOf(most) / 2;
    }

    /** Whether this connection, which is new, has a descriptor that it must not keep. */
    public boolean isReserved(Channel connection) {
        return isReserved(connection, 0);
    }

    /**
     * The same where connections need more descriptors later.
     *
     * @param more how many they all will need
     */
    public boolean isReserved(Channel connection, int more) {
        return connection instanceof UnixChannel unix ? isReserved(unix.fd().intValue() + more) : isReserveReached(more);
    }

    /** Whether a connection with a reserved descriptor is to be closed without an answer. */
    public boolean isAmongLast(Channel connection) {
        return connection instanceof UnixChannel unix && isAmongLast(unix.fd().intValue());
    }

    /**
     * Counting takes time in proportion to the number of descriptors, so it is done again only after half as many connections
     * as would have reached the reserve; once that is reached, after a while.
     */
    private synchronized boolean isReserveReached(int more) {
        if (unchecked > 0) {
            unchecked--;
            return false;
        }
        long now = nanoTime.getAsLong();
        if (reached && now - reachedAt < COUNT_AGAIN_NANOS) {
            return true;
        }
        long most = limit.getAsLong();
        long free = most - reserveOf(most) - open.getAsLong() - more;
        unchecked = Math.max(0, free / 2);
        reached = free <= 0;
        reachedAt = now;
        return reached;
    }
}
