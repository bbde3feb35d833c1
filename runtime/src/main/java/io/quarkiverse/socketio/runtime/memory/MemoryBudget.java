package io.quarkiverse.socketio.runtime.memory;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * Limits the bytes that the server holds for all its clients together. Each holder, such as a connection, a session or an event
 * log, charges its bytes to an {@link Account}. Above the limit the accounts that hold most are cut: their holders must release
 * what they hold, most by closing the connection. That goes on, the {@linkplain Account#setExpendable expendable} and then the
 * largest first, until the rest is below the limit. While more than the limit is held, the server should accept no new work.
 * <p>
 * An account updates the total only after changes of more than {@value #STEP} bytes, so that small messages do not write to
 * memory that all threads share. The total is inexact by at most {@value #STEP} bytes for each account.
 * <p>
 * Thread: any.
 */
public final class MemoryBudget {
    /** Bytes by which an account may differ from its part of the total. */
    public static final int STEP = 4096;

    private static final Logger LOG = Logger.getLogger(MemoryBudget.class);
    /** There are several accounts for each client, so their counters are no objects. */
    private static final AtomicLongFieldUpdater<Account> OWN = AtomicLongFieldUpdater.newUpdater(Account.class, "own");

    /** An account is large if it holds more than the limit divided by this. */
    private static final int LARGE_PART = 8;

    private final long limit;
    /** Where cutting stops; below the limit, so that accounts are not sorted again for every few bytes. */
    private final long target;
    private final LongSupplier nanoTime;
    private final LogLimiter warning = new LogLimiter();
    private final AtomicLong held = new AtomicLong();
    /** The part of {@link #held} whose accounts were cut but have not released it yet. */
    private final AtomicLong leaving = new AtomicLong();
    private final AtomicLong cuts = new AtomicLong();
    /** The open accounts that have ever held more than {@link #STEP}. */
    private final Set<Account> accounts = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean cutting = new AtomicBoolean();

    /**
     * @param limit in bytes
     * @param nanoTime a monotonic clock
     */
    public MemoryBudget(long limit, LongSupplier nanoTime) {
        if (limit < 1) {
            throw new IllegalArgumentException("limits.total-buffered-bytes must be at least 1, was " + limit);
        }
        this.limit = limit;
        this.target = limit - limit / 8;
        this.nanoTime = nanoTime;
    }

    public long limit() {
        return limit;
    }

    /** Returns the bytes that are held now, about. */
    public long held() {
        return held.get();
    }

    /** Returns the number of accounts that were cut since the start. */
    public long cuts() {
        return cuts.get();
    }

    /**
     * Returns whether more than the limit is held, as long as accounts that were cut have not released enough: then the server
     * should accept no new work. What is held between the bound of cutting and the limit must not count, as nothing would
     * reduce it.
     */
    public boolean isExhausted() {
        return held.get() > limit;
    }

    /**
     * Opens the account of a connection, or of something else that holds bytes for clients.
     *
     * @param cut must release soon what the account holds; called on the thread that exceeded the limit, so it should switch to
     *        its own; not called again before the account has been at 0
     */
    public Account open(Runnable cut) {
        return new Account(cut);
    }

    private boolean overflows(long bound) {
        return held.get() - leaving.get() > bound;
    }

    /** @param added the account that has just grown */
    private void cutLargest(Account added) {
        while (overflows(limit)) {
            if (!cutting.compareAndSet(false, true)) { // another thread is cutting, but may have passed this account
                cutIfLarge(added);
                return;
            }
            boolean progress;
            try {
                progress = cutDownToTarget();
            } finally {
                cutting.set(false);
            }
            if (!progress) { // all holders are releasing already
                return;
            }
        }
    }

    /** Cuts the account at once if it is large, before its holder passes the data on. */
    private void cutIfLarge(Account added) {
        long bytes = added.held();
        if (bytes > limit / LARGE_PART && added.cut()) {
            logCut(bytes);
        }
    }

    /** Cuts the expendable accounts, then the largest of the others; returns whether any was cut. */
    private boolean cutDownToTarget() {
        List<Candidate> candidates = accounts.stream().filter(account -> !account.isCut())
                .map(account -> new Candidate(account, account.held(), account.expendable))
                .filter(candidate -> candidate.bytes > 0)
                .sorted(Comparator.comparing(Candidate::expendable).thenComparingLong(Candidate::bytes).reversed()).toList();
        boolean progress = false;
        Iterator<Candidate> inOrder = candidates.iterator();
        while (overflows(target) && inOrder.hasNext()) {
            Candidate next = inOrder.next();
            if (next.account.cut()) {
                progress = true;
                logCut(next.bytes);
            }
        }
        return progress;
    }

    private record Candidate(Account account, long bytes, boolean expendable) {
    }

    private void logCut(long bytes) {
        cuts.incrementAndGet();
        String text = warning.next(nanoTime.getAsLong(), "Clients make the server hold more than"
                + " quarkus.socketio.limits.total-buffered-bytes (" + limit + "): one that held " + bytes + " bytes was cut");
        if (text != null) {
            LOG.warn(text);
        }
    }

    /**
     * Counts the bytes that one holder holds.
     * <p>
     * Thread: any; {@link #add} and {@link #remove} of small amounts do not write to memory that accounts share.
     */
    public final class Account {
        private final Runnable cut;
        private volatile long own;
        /** The part in the total. This and the flags change under the account's lock, under which no foreign code is called. */
        private volatile long reported;
        private volatile boolean isCut;
        private volatile boolean expendable;
        private boolean listed;
        private boolean closed;

        private Account(Runnable cut) {
            this.cut = cut;
        }

        /** Whether this account is cut before all that are not: nobody misses what it holds. Not so at first. */
        public void setExpendable(boolean expendable) {
            this.expendable = expendable;
        }

        /** Returns the value of {@link #setExpendable}. */
        public boolean isExpendable() {
            return expendable;
        }

        /** The holder holds so many bytes more. The account may be cut before this returns. */
        public void add(long bytes) {
            if (OWN.addAndGet(this, bytes) - reported > STEP && report()) {
                cutLargest(this);
            }
        }

        /** The holder holds so many bytes more, or fewer if negative. */
        public void change(long bytes) {
            if (bytes > 0) {
                add(bytes);
            } else if (bytes < 0) {
                remove(-bytes);
            }
        }

        /** The holder has released so many bytes. */
        public void remove(long bytes) {
            long rest = OWN.addAndGet(this, -bytes);
            long known = reported;
            if (known - rest > STEP || rest <= 0 && known > 0) {
                report();
            }
        }

        /** Returns the bytes that are held now. */
        public long held() {
            return own;
        }

        /** Returns whether the account was cut and has not been at 0 since. */
        public boolean isCut() {
            return isCut;
        }

        /** Releases everything; what is added later does not count. */
        public void close() {
            synchronized (this) {
                closed = true;
            }
            report();
        }

        /** Updates the total; returns whether it has grown. */
        private boolean report() {
            synchronized (this) {
                long now = closed ? 0 : own;
                long change = now - reported;
                reported = now;
                held.addAndGet(change);
                if (isCut) {
                    leaving.addAndGet(change);
                    isCut = now > 0;
                }
                if (closed) {
                    accounts.remove(this);
                } else if (!listed) {
                    listed = accounts.add(this);
                }
                return change > 0;
            }
        }

        private boolean cut() {
            synchronized (this) {
                if (closed || isCut || reported <= 0) {
                    return false;
                }
                isCut = true;
                leaving.addAndGet(reported);
            }
            try {
                cut.run();
            } catch (RuntimeException e) { // the others must be cut nevertheless
                LOG.error("[BUG] a client could not be cut", e);
            }
            return true;
        }
    }
}
