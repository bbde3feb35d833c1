package io.quarkiverse.socketio.runtime.memory;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.log.LogLimiter;

/**
 * The bytes that the server holds for its clients, all together. Above the limit the accounts that hold most are cut, largest
 * first, until the rest fits; until then no new work should be taken.
 * <p>
 * Each {@link Account} tells the total only of changes beyond {@value #STEP} bytes, so that small messages cost no access to
 * memory that all threads share. The total is off by at most that for each account.
 * <p>
 * Thread: any.
 */
public final class MemoryBudget {
    /** Bytes by which an account may differ from what the total knows of it. */
    static final int STEP = 4096;

    private static final Logger LOG = Logger.getLogger(MemoryBudget.class);

    /** An account with more than this part of the limit is one of the largest, whoever else there is. */
    private static final int LARGE_PART = 8;

    private final long limit;
    /** Where cutting ends: lower than the limit, so that the accounts are not looked through again for each few bytes. */
    private final long target;
    private final LongSupplier nanoTime;
    private final LogLimiter warning = new LogLimiter();
    private final AtomicLong held = new AtomicLong();
    /** The part of {@link #held} whose accounts were cut and have not given it back yet. */
    private final AtomicLong leaving = new AtomicLong();
    private final AtomicLong cuts = new AtomicLong();
    /** The open accounts that have ever held more than {@link #STEP}. */
    private final Set<Account> accounts = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean cutting = new AtomicBoolean();
    private final AtomicBoolean exhausted = new AtomicBoolean();

    /**
     * @param limit bytes
     * @param nanoTime a clock that only goes forward
     */
    public MemoryBudget(long limit, LongSupplier nanoTime) {
        if (limit < 1) {
            throw new IllegalArgumentException("limits.total-buffered-bytes must be at least 1, was " + limit);
        }
        this.limit = limit;
        this.target = limit - limit / 8;
        this.nanoTime = nanoTime;
    }

    /** Counts, and never cuts. */
    public static MemoryBudget unlimited() {
        return new MemoryBudget(Long.MAX_VALUE, () -> 0);
    }

    public long limit() {
        return limit;
    }

    /** Bytes held now, about. */
    public long held() {
        return held.get();
    }

    /** How many accounts were cut since the start. */
    public long cuts() {
        return cuts.get();
    }

    /** Whether there is more than the limit, or was and enough was not given back yet: no new work should be taken. */
    public boolean isExhausted() {
        if (exhausted.get() && held.get() <= target) {
            exhausted.set(false);
        }
        return exhausted.get();
    }

    /**
     * Opens the account of a connection, or of something else that holds bytes for clients.
     *
     * @param cut gives up what the account holds, soon: called on the thread of whoever went over the limit, so it hops to its
     *        own; not called again before the account has come down to 0
     */
    public Account open(Runnable cut) {
        return new Account(cut);
    }

    private boolean overflows(long bound) {
        return held.get() - leaving.get() > bound;
    }

    /** @param added holds more since now */
    private void cutLargest(Account added) {
        while (overflows(limit)) {
            if (!cutting.compareAndSet(false, true)) { // another thread may have looked at this account before
                cutIfLarge(added);
                return;
            }
            exhausted.set(true);
            boolean progress;
            try {
                progress = cutDownToTarget();
            } finally {
                cutting.set(false);
            }
            if (!progress) { // what there is now is being given back by others
                return;
            }
        }
    }

    /** Whoever adds must know at once whether it is cut, or a handler begins with what it should not have. */
    private void cutIfLarge(Account added) {
        long bytes = added.held();
        if (bytes > limit / LARGE_PART && added.cut()) {
            tell(bytes);
        }
    }

    /** Whether any account was cut. */
    private boolean cutDownToTarget() {
        List<Candidate> candidates = accounts.stream().filter(account -> !account.isCut())
                .map(account -> new Candidate(account, account.held()))
                .filter(candidate -> candidate.bytes > 0)
                .sorted(Comparator.comparingLong(Candidate::bytes).reversed()).toList();
        boolean progress = false;
        Iterator<Candidate> largestFirst = candidates.iterator();
        while (overflows(target) && largestFirst.hasNext()) {
            Candidate next = largestFirst.next();
            if (next.account.cut()) {
                progress = true;
                tell(next.bytes);
            }
        }
        return progress;
    }

    private record Candidate(Account account, long bytes) {
    }

    private void tell(long bytes) {
        cuts.incrementAndGet();
        String text = warning.next(nanoTime.getAsLong(), "Clients make the server hold more than"
                + " quarkus.socketio.limits.total-buffered-bytes (" + limit + "): one that held " + bytes + " bytes was cut");
        if (text != null) {
            LOG.warn(text);
        }
    }

    /**
     * What one holder holds.
     * <p>
     * Thread: any; {@link #add} and {@link #remove} of small amounts touch nothing that accounts share.
     */
    public final class Account {
        private final Runnable cut;
        private final AtomicLong own = new AtomicLong();
        /** What the total knows of; this and the flags change under the account's lock, which is held for no call out. */
        private final AtomicLong reported = new AtomicLong();
        private final AtomicBoolean isCut = new AtomicBoolean();
        private boolean listed;
        private boolean closed;

        private Account(Runnable cut) {
            this.cut = cut;
        }

        /** The holder keeps so many bytes more. It may be cut before this returns. */
        public void add(long bytes) {
            if (own.addAndGet(bytes) - reported.get() > STEP && report()) {
                cutLargest(this);
            }
        }

        /** The holder keeps so many bytes more, or fewer if negative. */
        public void change(long bytes) {
            if (bytes > 0) {
                add(bytes);
            } else if (bytes < 0) {
                remove(-bytes);
            }
        }

        /** The holder has let go of so many bytes. */
        public void remove(long bytes) {
            long rest = own.addAndGet(-bytes);
            long known = reported.get();
            if (known - rest > STEP || rest <= 0 && known > 0) {
                report();
            }
        }

        /** Bytes held now. */
        public long held() {
            return own.get();
        }

        /** Whether it was cut and still holds something. */
        public boolean isCut() {
            return isCut.get();
        }

        /** Gives back everything; what is added later does not count. */
        public void close() {
            synchronized (this) {
                closed = true;
            }
            report();
        }

        /** Whether the total grew. */
        private boolean report() {
            synchronized (this) {
                long now = closed ? 0 : own.get();
                long change = now - reported.getAndSet(now);
                held.addAndGet(change);
                if (isCut.get()) {
                    leaving.addAndGet(change);
                    isCut.set(now > 0);
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
                if (closed || isCut.get() || reported.get() <= 0) {
                    return false;
                }
                isCut.set(true);
                leaving.addAndGet(reported.get());
            }
            try {
                cut.run();
            } catch (RuntimeException e) { // the others must be cut all the same
                LOG.error("[BUG] a client could not be cut", e);
            }
            return true;
        }
    }
}
