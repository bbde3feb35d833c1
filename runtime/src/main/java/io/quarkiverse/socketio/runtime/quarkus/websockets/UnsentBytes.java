package io.quarkiverse.socketio.runtime.quarkus.websockets;

import java.util.concurrent.atomic.AtomicBoolean;

import io.quarkiverse.socketio.runtime.memory.MemoryBudget;

/**
 * The bytes of broadcasts that wait for one connection. Above the limit of a connection, or of the process, it is cut: a Close
 * frame would wait behind what the client does not read.
 * <p>
 * Thread: any.
 */
final class UnsentBytes {
    /** What a message takes besides its payload, about. */
    static final int OVERHEAD = 128;

    private final long limit;
    private final Runnable cut;
    private final MemoryBudget.Account account;
    private final AtomicBoolean isCut = new AtomicBoolean();

    /**
     * @param limit in bytes
     * @param cut closes the connection without waiting for the client
     */
    UnsentBytes(MemoryBudget budget, long limit, Runnable cut) {
        this.limit = limit;
        this.cut = cut;
        this.account = budget.open(this::cut);
    }

    /** Counts a message that is to be sent; returns false if the connection is cut instead. A message alone is never too large. */
    boolean add(long payload) {
        if (isCut.get()) {
            return false;
        }
        long bytes = payload + OVERHEAD;
        if (account.held() > 0 && account.held() + bytes > limit) {
            cut();
            return false;
        }
        account.add(bytes);
        if (isCut.get()) { // for the limit of the process
            account.remove(bytes);
            return false;
        }
        return true;
    }

    /** A message has been sent, or has failed. */
    void remove(long payload) {
        account.remove(payload + OVERHEAD);
    }

    /** The connection is closed. */
    void close() {
        account.close();
    }

    boolean isCut() {
        return isCut.get();
    }

    private void cut() {
        if (!isCut.getAndSet(true)) {
            cut.run();
        }
    }
}
