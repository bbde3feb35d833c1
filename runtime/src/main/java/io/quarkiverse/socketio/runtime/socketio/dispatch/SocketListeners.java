package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.DisconnectReason;
import io.smallrye.mutiny.Uni;

/**
 * The listeners that the application added to one socket. One flat list, since there are many sockets, and most have no
 * listener or a few.
 * <p>
 * Thread: any.
 */
public final class SocketListeners {

    /** A kind of listener. */
    public static final class Kind<T> {
        static final Kind<BiConsumer<String, Arguments>> ANY = new Kind<>();
        static final Kind<BiConsumer<String, Arguments>> ANY_OUTGOING = new Kind<>();
        static final Kind<BiFunction<String, Arguments, Uni<Void>>> INTERCEPTOR = new Kind<>();
        static final Kind<Consumer<Throwable>> ERROR = new Kind<>();
        static final Kind<BiConsumer<Throwable, Ack>> ERROR_ACK = new Kind<>();
        static final Kind<Consumer<DisconnectReason>> DISCONNECTING = new Kind<>();
        public static final Kind<Consumer<DisconnectReason>> DISCONNECT = new Kind<>();
        private static final Kind<BiConsumer<Arguments, Ack>> EVENT = new Kind<>();
        private static final Kind<BiConsumer<Arguments, Ack>> EVENT_ONCE = new Kind<>();
    }

    /** @param event only for listeners of one event */
    private record Entry(Kind<?> kind, String event, Object listener) {

        boolean isOf(String name) {
            return (kind == Kind.EVENT || kind == Kind.EVENT_ONCE) && event.equals(name);
        }
    }

    private final CopyOnWriteArrayList<Entry> all = new CopyOnWriteArrayList<>();
    /** Whether there may be listeners of outgoing events: most sockets never have any, and each packet sent asks for them. */
    private volatile boolean outgoing;

    public <T> void add(Kind<T> kind, T listener) {
        expect(kind);
        all.add(new Entry(kind, "", Objects.requireNonNull(listener, "listener")));
    }

    private void expect(Kind<?> kind) {
        if (kind == Kind.ANY_OUTGOING) {
            outgoing = true;
        }
    }

    <T> void prepend(Kind<T> kind, T listener) {
        expect(kind);
        all.add(0, new Entry(kind, "", Objects.requireNonNull(listener, "listener")));
    }

    <T> void remove(Kind<T> kind, T listener) {
        all.remove(new Entry(kind, "", listener));
    }

    void removeAll(Kind<?> kind) {
        all.removeIf(entry -> entry.kind == kind);
    }

    /** Returns whether there may be listeners of outgoing events; false only if there never was any. */
    boolean mayListenToOutgoing() {
        return outgoing;
    }

    /** Returns a copy. */
    <T> List<T> of(Kind<T> kind) {
        if (all.isEmpty()) {
            return List.of();
        }
        List<T> found = new ArrayList<>(2);
        for (Entry entry : all) {
            if (entry.kind == kind) {
                found.add(listener(entry));
            }
        }
        return found;
    }

    @SuppressWarnings("unchecked") // add and prepend accept only listeners that fit their kind
    private static <T> T listener(Entry entry) {
        return (T) entry.listener;
    }

    void addEvent(String event, BiConsumer<Arguments, Ack> listener, boolean once) {
        all.add(new Entry(once ? Kind.EVENT_ONCE : Kind.EVENT, event, Objects.requireNonNull(listener, "listener")));
    }

    /** Removes the first registration of that listener. */
    void removeEvent(String event, BiConsumer<Arguments, Ack> listener) {
        for (Entry entry : all) {
            if (entry.isOf(event) && entry.listener.equals(listener)) {
                all.remove(entry);
                return;
            }
        }
    }

    void removeEvent(String event) {
        all.removeIf(entry -> entry.isOf(event));
    }

    boolean hasEvent(String event) {
        for (Entry entry : all) {
            if (entry.isOf(event)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the listeners of an event, and removes those that are to be called once. */
    List<BiConsumer<Arguments, Ack>> takeEvent(String event) {
        List<BiConsumer<Arguments, Ack>> found = new ArrayList<>(2);
        for (Entry entry : all) {
            if (entry.isOf(event) && (entry.kind == Kind.EVENT || all.remove(entry))) {
                found.add(listener(entry));
            }
        }
        return found;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }
}
