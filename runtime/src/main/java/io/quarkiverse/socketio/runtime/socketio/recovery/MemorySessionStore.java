package io.quarkiverse.socketio.runtime.socketio.recovery;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A store of sessions in this process, each for the same time and within limits: beyond them the oldest are dropped. A timer
 * runs while there are sessions.
 * <p>
 * Thread: any. Its lock is only held for memory operations.
 */
public final class MemorySessionStore implements SessionStore {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int PID_BYTES = 18;

    private record Saved(StoredSession session, long at) {
    }

    private final EventLogs logs;
    private final RecoveryCallbacks callbacks;
    private final StoreAccount account;
    /** By pid, the oldest first. Guarded by this, as all below. */
    private final Map<String, Saved> sessions = new LinkedHashMap<>();
    private long bytes;
    private @Nullable Runnable cancelTimer;
    private boolean closed;

    /** @param logs have the limits, the time and the budget */
    public MemorySessionStore(EventLogs logs, RecoveryCallbacks callbacks) {
        this.logs = logs;
        this.callbacks = callbacks;
        this.account = new StoreAccount(logs.budget(), () -> logs.schedule(Duration.ZERO, this::shrink));
    }

    @Override
    public String server() {
        return "";
    }

    @Override
    public String newPid() {
        byte[] bytes = new byte[PID_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    @Override
    public synchronized void save(StoredSession session) {
        if (closed) {
            return;
        }
        remove(session.pid());
        sessions.put(session.pid(), new Saved(session, logs.nanoTime()));
        bytes += session.bytes();
        if (sessions.size() > logs.limits().sessions()) {
            dropOldest();
        }
        account.set(bytes);
        startTimer();
    }

    private void startTimer() {
        if (cancelTimer == null && !sessions.isEmpty()) {
            cancelTimer = logs.schedule(this::onTimer);
            if (cancelTimer == null) {
                close();
            }
        }
    }

    /** Returns {@code false}, as the sessions are lost with this process. */
    @Override
    public boolean survivesCrashes() {
        return false;
    }

    @Override
    public void saveHeld(StoredSession session, Runnable saved) {
        saved.run();
    }

    @Override
    public void take(String pid, String owner, Consumer<@Nullable StoredSession> answer) {
        answer.accept(take(pid, owner));
    }

    private synchronized @Nullable StoredSession take(String pid, String owner) {
        Saved saved = sessions.get(pid);
        if (saved == null || !saved.session.owner().equals(owner)) {
            return null;
        }
        remove(pid);
        account.set(bytes);
        return isExpired(saved) ? null : saved.session;
    }

    private void remove(String pid) {
        Saved removed = sessions.remove(pid);
        if (removed != null) {
            bytes -= removed.session.bytes();
        }
    }

    private void dropOldest() {
        remove(sessions.keySet().iterator().next());
    }

    private boolean isExpired(Saved saved) {
        return logs.nanoTime() - saved.at >= logs.limits().time().toNanos();
    }

    @Override
    public synchronized void forget(String pid) {
        remove(pid);
        account.set(bytes);
    }

    @Override
    public synchronized boolean holdsAny() {
        return !sessions.isEmpty();
    }

    private synchronized void shrink() {
        if (!closed) {
            for (long target = bytes / 2; bytes > target;) {
                dropOldest();
            }
            account.setAfterCut(bytes);
        }
    }

    private void onTimer() {
        if (sweep()) { // not under the lock
            callbacks.onNothingKept();
        }
    }

    private synchronized boolean sweep() {
        cancelTimer = null;
        if (closed) {
            return false;
        }
        for (Iterator<Saved> all = sessions.values().iterator(); all.hasNext();) {
            Saved oldest = all.next();
            if (!isExpired(oldest)) {
                break;
            }
            bytes -= oldest.session.bytes();
            all.remove();
        }
        account.set(bytes);
        startTimer();
        return sessions.isEmpty();
    }

    @Override
    public synchronized void close() {
        closed = true;
        sessions.clear();
        bytes = 0;
        account.close();
        if (cancelTimer != null) {
            cancelTimer.run();
            cancelTimer = null;
        }
    }
}
