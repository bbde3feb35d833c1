package io.quarkiverse.socketio.runtime.admission;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import com.sun.management.UnixOperatingSystemMXBean;

import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;

/**
 * Reserves the last file descriptors of this process for its own use: to load classes, write logs, talk to databases. A
 * connection of a client that gets one of these is to be closed.
 * <p>
 * The system gives each new descriptor the lowest number that is free. So the number of a connection's descriptor shows, at no
 * cost, whether all lower ones are in use. The JDK's own transport does not give the number; there, open descriptors are
 * counted from time to time.
 * <p>
 * Thread: any.
 */
public final class Descriptors {
    static final int RESERVE = 64;
    /** With a small limit, the reserve is the limit divided by this, as the process has to serve clients too. */
    private static final int RESERVE_DIVISOR = 4;
    private static final long COUNT_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Descriptors OF_PROCESS = ofProcess(ManagementFactory.getOperatingSystemMXBean());

    private final LongSupplier limit;
    private final LongSupplier open;
    private final LongSupplier nanoTime;
    /** How many connections may come before descriptors are counted again. Guarded by this, as are the following fields. */
    private long unchecked;
    private boolean reached;
    private long reachedAt;

    /**
     * @param limit the maximum number of open descriptors at present
     * @param open the number of open descriptors
     * @param nanoTime any steady clock
     */
    Descriptors(LongSupplier limit, LongSupplier open, LongSupplier nanoTime) {
        this.limit = limit;
        this.open = open;
        this.nanoTime = nanoTime;
    }

    /** Returns the descriptors of this process. */
    public static Descriptors ofProcess() {
        return OF_PROCESS;
    }

    private static Descriptors ofProcess(java.lang.management.OperatingSystemMXBean system) {
        return system instanceof UnixOperatingSystemMXBean unix
                ? new Descriptors(unix::getMaxFileDescriptorCount, unix::getOpenFileDescriptorCount, System::nanoTime)
                : new Descriptors(() -> Long.MAX_VALUE, () -> 0, () -> 0);
    }

    private static long reserveOf(long limit) {
        return Math.min(RESERVE, limit / RESERVE_DIVISOR);
    }

    /** Returns whether the number of a descriptor is reserved. */
    public boolean isReserved(int number) {
        long most = limit.getAsLong();
        return number >= most - reserveOf(most);
    }

    /**
     * Returns whether the number of a descriptor is in the upper half of the reserve, so that not even a refused connection may
     * have it while it is sent a response.
     */
    boolean isAmongLast(int number) {
        long most = limit.getAsLong();
        return number >= most - reserveOf(most) / 2;
    }

    /** Returns whether a new connection has a reserved descriptor and is to be closed. */
    public boolean isReserved(Channel connection) {
        return isReserved(connection, 0);
    }

    /**
     * Returns whether a new connection has a reserved descriptor, or would have one if more were open.
     *
     * @param more how many more descriptors the present connections will need
     */
    public boolean isReserved(Channel connection, int more) {
        return connection instanceof UnixChannel unix ? isReserved(unix.fd().intValue() + more) : isReserveReached(more);
    }

    /** Returns whether a connection with a reserved descriptor is to be closed without a response. */
    public boolean isAmongLast(Channel connection) {
        return connection instanceof UnixChannel unix && isAmongLast(unix.fd().intValue());
    }

    /**
     * Returns whether only reserved descriptors are left. Counting takes time in proportion to the number of descriptors, so
     * they are counted again only after half as many connections as would reach the reserve; once it is reached, after a delay.
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
