package io.quarkiverse.socketio.runtime.socketio.rooms;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Maps sockets to their rooms and rooms to their sockets: the only record of both. A change of one socket is atomic. A socket
 * that was removed cannot join any more, and is not mistaken for another one that has its id now. Empty rooms are removed.
 * <p>
 * Thread: any. The maps' own locks are held for one entry at a time, always the socket's before the room's, and nothing is
 * called from within; the {@link RoomEvents} are passed to listeners outside.
 */
public final class RoomIndex {
    /** The bytes that the membership of one socket in a room takes, besides the name. */
    private static final int ROOM_BYTES = 100;
    private static final int BYTES_PER_CHAR = 2;

    /** @param visible whether the socket was added; a reserved one is in no room for others */
    private record Entry(LocalSocket socket, Set<String> rooms, boolean visible) {

        static Entry of(LocalSocket socket, boolean visible) {
            return new Entry(socket, ConcurrentHashMap.newKeySet(4), visible);
        }
    }

    private final int max;
    private final RoomEvents events;
    private final Map<String, Entry> sockets = new ConcurrentHashMap<>();
    private final Map<String, Set<LocalSocket>> rooms = new ConcurrentHashMap<>();

    /**
     * @param max rooms that one socket may be in, not counting that of its own id
     * @param events queues all changes; the caller must run them afterwards
     */
    public RoomIndex(int max, RoomEvents events) {
        this.max = max;
        this.events = events;
    }

    public void reserve(LocalSocket socket) {
        if (sockets.putIfAbsent(socket.id(), Entry.of(socket, false)) != null) {
            throw new IllegalStateException("[BUG] two sockets of one id");
        }
    }

    public void add(LocalSocket socket) {
        sockets.compute(socket.id(), (id, reserved) -> {
            if (reserved != null && (reserved.visible || reserved.socket != socket)) {
                throw new IllegalStateException("[BUG] two sockets of one id");
            }
            Entry entry = reserved == null ? Entry.of(socket, true) : new Entry(socket, reserved.rooms, true);
            entry.rooms.add(id);
            entry.rooms.forEach(room -> joinRoom(entry, room));
            return entry;
        });
    }

    public void remove(LocalSocket socket) {
        AtomicLong bytes = new AtomicLong();
        sockets.computeIfPresent(socket.id(), (id, entry) -> {
            if (entry.socket != socket) {
                return entry;
            }
            entry.rooms.forEach(room -> {
                leaveRoom(entry, room);
                bytes.addAndGet(bytesOf(entry, room));
            });
            return null;
        });
        reportBytes(socket, -bytes.get());
    }

    /** Returns about the bytes that the membership in a room takes. */
    public static long bytesOf(String room) {
        return ROOM_BYTES + (long) BYTES_PER_CHAR * room.length();
    }

    /**
     * The application chooses the names of rooms, but often takes them from clients. The room of its own id counts nothing.
     */
    private static long bytesOf(Entry entry, String room) {
        return room.equals(entry.socket.id()) ? 0 : bytesOf(room);
    }

    /** Reports a change of bytes, outside of the locks. */
    private static void reportBytes(LocalSocket socket, long bytes) {
        if (bytes != 0) {
            socket.onRoomBytes(bytes);
        }
    }

    /** Returns {@code false}, and joins none of the rooms, if the socket would be in too many. */
    public boolean join(LocalSocket socket, Collection<String> names) {
        AtomicBoolean refused = new AtomicBoolean();
        AtomicLong bytes = new AtomicLong();
        sockets.computeIfPresent(socket.id(), (id, entry) -> {
            if (entry.socket != socket) {
                return entry;
            }
            if (!hasRoomFor(entry, names)) {
                refused.set(true);
                return entry;
            }
            for (String name : names) {
                if (entry.rooms.add(name)) {
                    bytes.addAndGet(bytesOf(entry, name));
                    if (entry.visible) {
                        joinRoom(entry, name);
                    }
                }
            }
            return entry;
        });
        reportBytes(socket, bytes.get());
        return !refused.get();
    }

    private boolean hasRoomFor(Entry entry, Collection<String> names) {
        String own = entry.socket.id();
        int places = max - entry.rooms.size() + (entry.rooms.contains(own) ? 1 : 0);
        return names.size() <= places || names.stream().distinct()
                .filter(name -> !name.equals(own) && !entry.rooms.contains(name)).count() <= places;
    }

    public void leave(LocalSocket socket, String name) {
        AtomicLong bytes = new AtomicLong();
        sockets.computeIfPresent(socket.id(), (id, entry) -> {
            if (entry.socket == socket && entry.rooms.remove(name)) {
                leaveRoom(entry, name);
                bytes.addAndGet(bytesOf(entry, name));
            }
            return entry;
        });
        reportBytes(socket, -bytes.get());
    }

    private void joinRoom(Entry entry, String name) {
        rooms.compute(name, (room, present) -> {
            Set<LocalSocket> set = present;
            if (set == null) {
                set = ConcurrentHashMap.newKeySet(2);
                events.onCreate(name);
            }
            set.add(entry.socket);
            events.onJoin(name, entry.socket.id());
            return set;
        });
    }

    private void leaveRoom(Entry entry, String name) {
        rooms.computeIfPresent(name, (room, set) -> {
            if (set.remove(entry.socket)) { // else it was only reserved
                events.onLeave(name, entry.socket.id());
            }
            if (!set.isEmpty()) {
                return set;
            }
            events.onDelete(name);
            return null;
        });
    }

    public boolean contains(LocalSocket socket) {
        Entry entry = sockets.get(socket.id());
        return entry != null && entry.socket == socket && entry.visible;
    }

    public Set<String> roomsOf(LocalSocket socket) {
        Entry entry = sockets.get(socket.id());
        return entry == null || entry.socket != socket ? Set.of() : Set.copyOf(entry.rooms);
    }

    /** Returns the sockets selected, each once. */
    public Collection<LocalSocket> select(BroadcastOptions options) {
        Set<LocalSocket> chosen = new HashSet<>();
        if (options.byId()) {
            for (String id : options.rooms()) {
                Entry entry = sockets.get(id);
                if (entry != null && entry.visible) {
                    chosen.add(entry.socket);
                }
            }
        } else if (options.rooms().isEmpty()) {
            for (Entry entry : sockets.values()) {
                if (entry.visible) {
                    chosen.add(entry.socket);
                }
            }
        } else {
            options.rooms().forEach(room -> chosen.addAll(rooms.getOrDefault(room, Set.of())));
        }
        options.except().forEach(room -> rooms.getOrDefault(room, Set.of()).forEach(chosen::remove));
        return chosen;
    }

    public Set<String> rooms() {
        return Set.copyOf(rooms.keySet());
    }
}
