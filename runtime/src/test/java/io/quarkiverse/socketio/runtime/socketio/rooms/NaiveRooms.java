package io.quarkiverse.socketio.runtime.socketio.rooms;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A model of {@link RoomIndex} in the simplest form: the rooms of each socket, always searched completely. */
final class NaiveRooms {
    private final Map<String, Set<String>> roomsOf = new HashMap<>();

    void add(String id) {
        roomsOf.put(id, new HashSet<>(Set.of(id)));
    }

    void remove(String id) {
        roomsOf.remove(id);
    }

    void join(String id, Set<String> rooms) {
        roomsOf.computeIfPresent(id, (key, present) -> {
            present.addAll(rooms);
            return present;
        });
    }

    void leave(String id, String room) {
        roomsOf.getOrDefault(id, new HashSet<>()).remove(room);
    }

    boolean contains(String id) {
        return roomsOf.containsKey(id);
    }

    Set<String> roomsOf(String id) {
        return roomsOf.getOrDefault(id, Set.of());
    }

    Set<String> select(BroadcastOptions options) {
        Set<String> selected = new HashSet<>();
        roomsOf.forEach((id, rooms) -> {
            boolean in = options.byId() ? options.rooms().contains(id)
                    : options.rooms().isEmpty() || rooms.stream().anyMatch(options.rooms()::contains);
            if (in && rooms.stream().noneMatch(options.except()::contains)) {
                selected.add(id);
            }
        });
        return selected;
    }

    int rooms() {
        Set<String> all = new HashSet<>();
        roomsOf.values().forEach(all::addAll);
        return all.size();
    }
}
