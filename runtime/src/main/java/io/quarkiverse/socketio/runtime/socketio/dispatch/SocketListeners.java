package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.runtime.socketio.packet.ReservedEvents;
import io.smallrye.mutiny.Uni;

/**
 * The listeners that the application added to one socket. One flat array, since there are many sockets, and most have no
 * listener or a few: an object for each listener would double the memory.
 * <p>
 * Thread: any.
 */
public final class SocketListeners {
    /** Elements for one listener: its kind, the name of the event or an empty string, and the listener. */
    private static final int STEP = 3;
    private static final int EVENT = 1;
    private static final int LISTENER = 2;
    private static final Object[] NONE = {};

    /** A kind of listener. */
    public static final class Kind<T> {
        static final Kind<BiConsumer<String, Arguments>> ANY = new Kind<>();
        static final Kind<BiConsumer<String, Arguments>> ANY_OUTGOING = new Kind<>();
        static final Kind<BiFunction<String, Arguments, Uni<Void>>> INTERCEPTOR = new Kind<>();
        static final Kind<Consumer<Throwable>> ERROR = new Kind<>();
        static final Kind<BiConsumer<Throwable, Ack>> ERROR_ACK = new Kind<>();
        static final Kind<Consumer<DisconnectReason>> DISCONNECTING = new Kind<>();
        static final Kind<Consumer<DisconnectReason>> DISCONNECT = new Kind<>();
        static final Kind<BiConsumer<Arguments, Ack>> EVENT = new Kind<>();
        static final Kind<BiConsumer<Arguments, Ack>> EVENT_ONCE = new Kind<>();
        static final Kind<BiConsumer<Arguments, Ack>> EVENT_BLOCKING = new Kind<>();
    }

    private interface Filter {
        boolean test(Object kind, Object event, Object listener);
    }

    /** {@value #STEP} elements for each listener. Never changes; replaced with the lock held. */
    private volatile Object[] all = NONE;

    public <T> void add(Kind<T> kind, T listener) {
        insert(kind, "", listener, false);
    }

    private synchronized void insert(Kind<?> kind, String event, Object listener, boolean first) {
        Object[] before = all;
        Object[] more = new Object[before.length + STEP];
        System.arraycopy(before, 0, more, first ? STEP : 0, before.length);
        int place = first ? 0 : before.length;
        more[place] = kind;
        more[place + EVENT] = event;
        more[place + LISTENER] = Objects.requireNonNull(listener, "The listener must not be null");
        all = more;
    }

    <T> void prepend(Kind<T> kind, T listener) {
        insert(kind, "", listener, true);
    }

    /** Removes the first registration of that listener. */
    <T> void remove(Kind<T> kind, T listener) {
        remove((its, event, one) -> its == kind && one.equals(listener), true);
    }

    /** Removes the listeners that the filter selects, or only the first of them; returns whether there was one. */
    private synchronized boolean remove(Filter which, boolean onlyFirst) {
        Object[] before = all;
        Object[] rest = new Object[before.length];
        int length = 0;
        for (int i = 0; i < before.length; i += STEP) {
            boolean found = length < i;
            if (found && onlyFirst || !which.test(before[i], before[i + EVENT], before[i + LISTENER])) {
                System.arraycopy(before, i, rest, length, STEP);
                length += STEP;
            }
        }
        all = length == 0 ? NONE : Arrays.copyOf(rest, length);
        return length < before.length;
    }

    void removeAll(Kind<?> kind) {
        remove((its, event, listener) -> its == kind, false);
    }

    boolean has(Kind<?> kind) {
        Object[] present = all;
        for (int i = 0; i < present.length; i += STEP) {
            if (present[i] == kind) {
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
        Object[] present = all;
        for (int i = 0; i < present.length; i += STEP) {
            if (present[i] == kind) {
                found.add(listener(present, i));
            }
        }
        return found;
    }

    @SuppressWarnings("unchecked") // add and prepend accept only listeners that fit their kind
    private static <T> T listener(Object[] listeners, int place) {
        return (T) listeners[place + LISTENER];
    }

    void addEvent(Kind<BiConsumer<Arguments, Ack>> kind, String event, BiConsumer<Arguments, Ack> listener) {
        ReservedEvents.checkListener(event);
        insert(kind, event, listener, false);
    }

    void prependEvent(Kind<BiConsumer<Arguments, Ack>> kind, String event, BiConsumer<Arguments, Ack> listener) {
        ReservedEvents.checkListener(event);
        insert(kind, event, listener, true);
    }

    /** Removes the first registration of that listener. */
    void removeEvent(String event, BiConsumer<Arguments, Ack> listener) {
        remove((kind, name, one) -> isOfEvent(kind) && name.equals(event) && one.equals(listener), true);
    }

    private static boolean isOfEvent(Object kind) {
        return kind == Kind.EVENT || kind == Kind.EVENT_ONCE || kind == Kind.EVENT_BLOCKING;
    }

    void removeEvent(String event) {
        remove((kind, name, listener) -> isOfEvent(kind) && name.equals(event), false);
    }

    /** Removes the listeners of all events. */
    void removeEvents() {
        remove((kind, name, listener) -> isOfEvent(kind), false);
    }

    /** Returns the listeners of an event; a copy. */
    List<BiConsumer<Arguments, Ack>> ofEvent(String event) {
        List<BiConsumer<Arguments, Ack>> found = new ArrayList<>(2);
        Object[] present = all;
        for (int i = 0; i < present.length; i += STEP) {
            if (isOfEvent(present[i]) && present[i + EVENT].equals(event)) {
                found.add(listener(present, i));
            }
        }
        return found;
    }

    /** Returns the names of the events that have listeners, in the order of their first ones. */
    Set<String> eventNames() {
        Set<String> names = new LinkedHashSet<>();
        Object[] present = all;
        for (int i = 0; i < present.length; i += STEP) {
            if (isOfEvent(present[i])) {
                names.add((String) present[i + EVENT]);
            }
        }
        return names;
    }

    /** Whether an event has listeners that may block, or that may not. */
    boolean hasEvent(String event, boolean blocking) {
        Object[] present = all;
        for (int i = 0; i < present.length; i += STEP) {
            if (isOf(present, i, event, blocking)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOf(Object[] listeners, int place, String event, boolean blocking) {
        Object kind = listeners[place];
        return isOfEvent(kind) && (kind == Kind.EVENT_BLOCKING) == blocking && listeners[place + EVENT].equals(event);
    }

    /** Returns the listeners of an event that may block, or that may not, and removes those that are to be called once. */
    List<BiConsumer<Arguments, Ack>> takeEvent(String event, boolean blocking) {
        List<BiConsumer<Arguments, Ack>> found = new ArrayList<>(2);
        Object[] present = all;
        for (int i = 0; i < present.length; i += STEP) {
            if (isOf(present, i, event, blocking)) {
                BiConsumer<Arguments, Ack> listener = listener(present, i);
                if (present[i] != Kind.EVENT_ONCE || removeOnce(event, listener)) {
                    found.add(listener);
                }
            }
        }
        return found;
    }

    /** Returns whether it was registered still: of several threads, one calls it. */
    private boolean removeOnce(String event, BiConsumer<Arguments, Ack> listener) {
        return remove((kind, name, one) -> kind == Kind.EVENT_ONCE && name.equals(event) && one.equals(listener), true);
    }

    boolean isEmpty() {
        return all.length == 0;
    }
}
