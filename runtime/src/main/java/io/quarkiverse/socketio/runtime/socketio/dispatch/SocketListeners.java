package io.quarkiverse.socketio.runtime.socketio.dispatch;

import static java.util.stream.Collectors.toCollection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.runtime.socketio.packet.ReservedEvents;
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
        static final Kind<BiConsumer<Arguments, Ack>> EVENT = new Kind<>();
        static final Kind<BiConsumer<Arguments, Ack>> EVENT_ONCE = new Kind<>();
        static final Kind<BiConsumer<Arguments, Ack>> EVENT_BLOCKING = new Kind<>();
    }

    /** @param event only for listeners of one event */
    private record Entry(Kind<?> kind, String event, Object listener) {

        /** Whether it is a listener of one event. */
        boolean isOfEvent() {
            return kind == Kind.EVENT || kind == Kind.EVENT_ONCE || kind == Kind.EVENT_BLOCKING;
        }

        boolean isOf(String name) {
            return isOfEvent() && event.equals(name);
        }
    }

    private static final Entry[] NONE = {};

    /** Never changes; replaced with the lock held. Smaller and faster to search than a list, of which each socket has one. */
    private volatile Entry[] all = NONE;

    public <T> void add(Kind<T> kind, T listener) {
        insert(new Entry(kind, "", Objects.requireNonNull(listener, "listener")), false);
    }

    private synchronized void insert(Entry entry, boolean first) {
        List<Entry> entries = new ArrayList<>(List.of(all));
        entries.add(first ? 0 : entries.size(), entry);
        all = entries.toArray(NONE);
    }

    <T> void prepend(Kind<T> kind, T listener) {
        insert(new Entry(kind, "", Objects.requireNonNull(listener, "listener")), true);
    }

    /** Removes the first registration of that listener. */
    <T> void remove(Kind<T> kind, T listener) {
        removeFirst(new Entry(kind, "", listener)::equals);
    }

    /** Returns whether there was one. */
    private synchronized boolean removeFirst(Predicate<Entry> which) {
        List<Entry> entries = new ArrayList<>(List.of(all));
        Optional<Entry> first = entries.stream().filter(which).findFirst();
        first.ifPresent(entry -> {
            entries.remove(entry);
            all = entries.toArray(NONE);
        });
        return first.isPresent();
    }

    private synchronized void removeAll(Predicate<Entry> which) {
        all = Arrays.stream(all).filter(which.negate()).toArray(Entry[]::new);
    }

    void removeAll(Kind<?> kind) {
        removeAll(entry -> entry.kind == kind);
    }

    boolean has(Kind<?> kind) {
        for (Entry entry : all) {
            if (entry.kind == kind) {
                return true;
            }
        }
        return false;
    }

    /** Returns a copy. */
    <T> List<T> of(Kind<T> kind) {
        if (!has(kind)) {
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

    void addEvent(Kind<BiConsumer<Arguments, Ack>> kind, String event, BiConsumer<Arguments, Ack> listener) {
        ReservedEvents.checkListener(event);
        insert(new Entry(kind, event, Objects.requireNonNull(listener, "listener")), false);
    }

    void prependEvent(Kind<BiConsumer<Arguments, Ack>> kind, String event, BiConsumer<Arguments, Ack> listener) {
        ReservedEvents.checkListener(event);
        insert(new Entry(kind, event, Objects.requireNonNull(listener, "listener")), true);
    }

    /** Removes the first registration of that listener. */
    void removeEvent(String event, BiConsumer<Arguments, Ack> listener) {
        removeFirst(entry -> entry.isOf(event) && entry.listener.equals(listener));
    }

    void removeEvent(String event) {
        removeAll(entry -> entry.isOf(event));
    }

    /** Removes the listeners of all events. */
    void removeEvents() {
        removeAll(Entry::isOfEvent);
    }

    /** Returns the listeners of an event; a copy. */
    List<BiConsumer<Arguments, Ack>> ofEvent(String event) {
        List<BiConsumer<Arguments, Ack>> found = new ArrayList<>(2);
        for (Entry entry : all) {
            if (entry.isOf(event)) {
                found.add(listener(entry));
            }
        }
        return found;
    }

    /** Returns the names of the events that have listeners, in the order of their first ones. */
    Set<String> eventNames() {
        return Arrays.stream(all).filter(Entry::isOfEvent).map(Entry::event).collect(toCollection(LinkedHashSet::new));
    }

    /** Whether an event has listeners that may block, or that may not. */
    boolean hasEvent(String event, boolean blocking) {
        for (Entry entry : all) {
            if (entry.isOf(event) && (entry.kind == Kind.EVENT_BLOCKING) == blocking) {
                return true;
            }
        }
        return false;
    }

    /** Returns the listeners of an event that may block, or that may not, and removes those that are to be called once. */
    List<BiConsumer<Arguments, Ack>> takeEvent(String event, boolean blocking) {
        List<BiConsumer<Arguments, Ack>> found = new ArrayList<>(2);
        for (Entry entry : all) {
            if (entry.isOf(event) && (entry.kind == Kind.EVENT_BLOCKING) == blocking
                    && (entry.kind != Kind.EVENT_ONCE || removeFirst(entry::equals))) {
                found.add(listener(entry));
            }
        }
        return found;
    }

    boolean isEmpty() {
        return all.length == 0;
    }
}
