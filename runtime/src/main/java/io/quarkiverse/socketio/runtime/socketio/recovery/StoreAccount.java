package io.quarkiverse.socketio.runtime.socketio.recovery;

import io.quarkiverse.socketio.runtime.memory.MemoryBudget;

/**
 * The account of an event log or a session store in the memory budget.
 * <p>
 * Thread: guarded by its owner.
 */
final class StoreAccount {
    private final MemoryBudget budget;
    private final Runnable cut;
    private MemoryBudget.Account account;
    private long kept;

    /** @param cut as for {@link MemoryBudget#open} */
    StoreAccount(MemoryBudget budget, Runnable cut) {
        this.budget = budget;
        this.cut = cut;
        this.account = budget.open(cut);
    }

    void set(long bytes) {
        long change = bytes - kept;
        kept = bytes;
        account.change(change);
    }

    /** Opens another account, with the bytes that are left after the store was cut; they may be cut again. */
    void setAfterCut(long bytes) {
        account.close();
        account = budget.open(cut);
        kept = 0;
        set(bytes);
    }

    void close() {
        account.close();
    }
}
