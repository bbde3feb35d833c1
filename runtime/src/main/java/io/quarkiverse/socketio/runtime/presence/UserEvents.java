package io.quarkiverse.socketio.runtime.presence;

import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Tells a listener which users come online and go offline. A user takes one place here, however often that changes while the
 * listener is busy: then it is told what differs from the last call.
 * <p>
 * Thread: the mailbox.
 */
final class UserEvents {
    private final PresenceIndex index;
    private final PresenceRuntime runtime;
    private final Mailbox mailbox;
    private final Duration leaveDelay;
    private final @Nullable UserListener listener;
    private final Predicate<String> leader;
    /** The users of which the listener knows that they are online. */
    private final Set<String> told = new HashSet<>();
    private final Set<String> waiting = new LinkedHashSet<>();
    /** The users that went offline, in this order, with the time when the listener is to be told. */
    private final Map<String, Long> leaving = new LinkedHashMap<>();
    private boolean open;
    private boolean calling;

    /**
     * @param listener {@code null} if nothing is to be done
     * @param leader whether this server shall act for all in what concerns a user
     */
    UserEvents(PresenceIndex index, PresenceRuntime runtime, Mailbox mailbox, Duration leaveDelay, // wall: parts
            @Nullable UserListener listener, Predicate<String> leader) {
        this.index = index;
        this.runtime = runtime;
        this.mailbox = mailbox;
        this.leaveDelay = leaveDelay;
        this.listener = listener;
        this.leader = leader;
    }

    /** Starts to call the listener; what happened before is told now. */
    void open() {
        open = true;
        tell();
    }

    /** The listener need not be told that this user is online: that was so before this server started. */
    void onPresentBefore(String user) {
        if (listener != null && !leaving.containsKey(user)) {
            waiting.remove(user);
            told.add(user);
        }
    }

    /** A user may be online or offline now. */
    void onChange(String user) {
        if (listener == null) {
            return;
        } else if (index.contains(user)) {
            leaving.remove(user);
            if (!told.contains(user)) {
                waiting.add(user);
                tell();
            }
        } else if (!told.contains(user)) {
            waiting.remove(user);
        } else if (leaving.putIfAbsent(user, runtime.nanoTime().getAsLong() + leaveDelay.toNanos()) == null
                && leaving.size() == 1) {
            schedule(leaveDelay);
        }
    }

    private void schedule(Duration delay) {
        if (delay.isZero() || delay.isNegative()) {
            onTime();
        } else {
            runtime.scheduler().schedule(delay, () -> mailbox.execute(this::onTime));
        }
    }

    private void onTime() {
        long now = runtime.nanoTime().getAsLong();
        Iterator<Map.Entry<String, Long>> oldest = leaving.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<String, Long> next = oldest.next();
            long left = next.getValue() - now;
            if (left > 0) {
                schedule(Duration.ofNanos(left));
                break;
            }
            waiting.add(next.getKey());
            oldest.remove();
        }
        tell();
    }

    private void tell() {
        while (listener != null && open && !calling && !waiting.isEmpty()) {
            Iterator<String> first = waiting.iterator();
            String user = first.next();
            first.remove();
            boolean online = index.contains(user);
            if (online ? told.add(user) : told.remove(user)) {
                calling = true;
                listener.onChange(user, online, leader.test(user), () -> mailbox.execute(this::onDone));
            }
        }
    }

    private void onDone() {
        calling = false;
        tell();
    }
}
