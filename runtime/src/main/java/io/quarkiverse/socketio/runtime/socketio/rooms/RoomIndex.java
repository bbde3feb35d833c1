package io.quarkiverse.socketio.runtime.socketio.rooms;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Maps sockets to their rooms and rooms to their sockets: the only record of both. A change of one socket is atomic. A socket
 * that was removed cannot join any more, and is not mistaken for another one that has its id now. Empty rooms are removed.
 * <p>
 * Thread: any. The maps' own locks are held for one entry at a time, always the socket's before the room's, and that of a room's
 * members last; nothing is called from within; the {@link RoomEvents} are passed to listeners outside.
 */
public final class RoomIndex {
    /** The bytes that the membership of one socket in a room takes, besides the name. */
    private static final int ROOM_BYTES = 100;
    private static final int BYTES_PER_CHAR = 2;

    /** A socket and its rooms, which change with the lock of its key in the map held. */
    private static final class Entry {
        private final LocalSocket socket;
        /** Whether the socket was added; a reserved one is in no room for others. */
        private final boolean visible;
        /** Immutable until there are several: most sockets are only in the room of their own id. */
        private volatile Set<String> rooms;
        private boolean several;

        Entry(LocalSocket socket, Set<String> rooms, boolean visible) {
            this.socket = socket;
            this.rooms = rooms;
            this.several = rooms.size() > 1;
            this.visible = visible;
        }

        /** Returns whether the room is new. */
        boolean join(String room) {
            Set<String> present = rooms;
            if (present.contains(room)) {
                return false;
            }
            if (several) {
                return present.add(room);
            }
            if (present.isEmpty()) {
                rooms = Set.of(room);
            } else {
                Set<String> both = ConcurrentHashMap.newKeySet(4);
                both.addAll(present);
                both.add(room);
                rooms = both;
                several = true;
            }
            return true;
        }

        /** Returns whether the socket was in the room. */
        boolean leave(String room) {
            if (several) {
                return rooms.remove(room);
            }
            boolean was = rooms.contains(room);
            rooms = was ? Set.of() : rooms;
            return was;
        }
    }

    /** The sockets of a room. Its lock is held for memory operations only. */
    private static final class Members {
        /** The only one, as in the room of a socket's own id; unused once there were several. */
        private @Nullable LocalSocket only;
        private @Nullable Set<LocalSocket> several;
        /** What broadcasts iterate over, made when it is needed; {@code null} after a change. */
        private volatile @Nullable List<LocalSocket> copy;

        synchronized void add(LocalSocket socket) {
            copy = null;
            if (several != null) {
                several.add(socket);
            } else if (only == null || only.equals(socket)) {
                only = socket;
            } else {
                several = new HashSet<>(List.of(only, socket));
                only = null;
            }
        }

        synchronized boolean remove(LocalSocket socket) {
            copy = null;
            if (several != null) {
                return several.remove(socket);
            }
            boolean was = socket.equals(only);
            only = was ? null : only;
            return was;
        }

        synchronized boolean isEmpty() {
            return several == null ? only == null : several.isEmpty();
        }

        /** Returns an immutable copy. */
        List<LocalSocket> all() {
            List<LocalSocket> present = copy;
            return present == null ? copied() : present;
        }

        private synchronized List<LocalSocket> copied() {
            List<LocalSocket> now = several != null ? List.copyOf(several) : only == null ? List.of() : List.of(only);
            copy = now;
            return now;
        }
    }

    private final int max;
    private final RoomEvents events;
    private final Map<String, Entry> sockets = new ConcurrentHashMap<>();
    private final Map<String, Members> rooms = new ConcurrentHashMap<>();

    /**
     * @param max rooms that one socket may be in, not counting that of its own id
     * @param events queues all changes; the caller must run them afterwards
     */
    public RoomIndex(int max, RoomEvents events) {
        this.max = max;
        this.events = events;
    }

    public void reserve(LocalSocket socket) {
        if (sockets.putIfAbsent(socket.id(), new Entry(socket, Set.of(), false)) != null) {
            throw new IllegalStateException("[BUG] two sockets of one id");
        }
    }

    public void add(LocalSocket socket) {
        sockets.compute(socket.id(), (id, reserved) -> {
            if (reserved != null && (reserved.visible || reserved.socket != socket)) {
                throw new IllegalStateException("[BUG] two sockets of one id");
            }
            Entry entry = new Entry(socket, reserved == null ? Set.of() : reserved.rooms, true);
            entry.join(id);
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
                if (entry.join(name)) {
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
            if (entry.socket == socket && entry.leave(name)) {
                leaveRoom(entry, name);
                bytes.addAndGet(bytesOf(entry, name));
            }
            return entry;
        });
        reportBytes(socket, -bytes.get());
    }

    public boolean isOccupied(String room) {
        return rooms.containsKey(room);
    }

    private void joinRoom(Entry entry, String name) {
        rooms.compute(name, (room, present) -> {
            Members members = present;
            if (members == null) {
                members = new Members();
                events.onCreate(name);
            }
            members.add(entry.socket);
            events.onJoin(name, entry.socket.id());
            return members;
        });
    }

    private void leaveRoom(Entry entry, String name) {
        rooms.computeIfPresent(name, (room, members) -> {
            if (members.remove(entry.socket)) { // else it was only reserved
                events.onLeave(name, entry.socket.id());
            }
            if (!members.isEmpty()) {
                return members;
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

    /** Returns the sockets selected, each once; later changes do not change the collection. */
    public Collection<LocalSocket> select(BroadcastOptions options) {
        Collection<LocalSocket> chosen = options.byId() ? withIds(options.rooms())
                : options.rooms().isEmpty() ? all() : inRooms(options.rooms());
        if (options.except().isEmpty() || chosen.isEmpty()) {
            return chosen;
        }
        Set<LocalSocket> excluded = new HashSet<>();
        options.except().forEach(room -> excluded.addAll(inRoom(room)));
        List<LocalSocket> rest = new ArrayList<>(chosen.size());
        for (LocalSocket socket : chosen) {
            if (!excluded.contains(socket)) {
                rest.add(socket);
            }
        }
        return rest;
    }

    private List<LocalSocket> withIds(Set<String> ids) {
        List<LocalSocket> found = new ArrayList<>(ids.size());
        for (String id : ids) {
            Entry entry = sockets.get(id);
            if (entry != null && entry.visible) {
                found.add(entry.socket);
            }
        }
        return found;
    }

    private List<LocalSocket> all() {
        List<LocalSocket> found = new ArrayList<>(sockets.size());
        for (Entry entry : sockets.values()) { // none twice: a socket that was removed is not added again
            if (entry.visible) {
                found.add(entry.socket);
            }
        }
        return found;
    }

    private Collection<LocalSocket> inRooms(Set<String> names) {
        if (names.size() == 1) {
            return inRoom(names.iterator().next());
        }
        Set<LocalSocket> found = new HashSet<>();
        names.forEach(name -> found.addAll(inRoom(name)));
        return found;
    }

    private List<LocalSocket> inRoom(String name) {
        Members members = rooms.get(name);
        return members == null ? List.of() : members.all();
    }

    public Set<String> rooms() {
        return Set.copyOf(rooms.keySet());
    }
}
