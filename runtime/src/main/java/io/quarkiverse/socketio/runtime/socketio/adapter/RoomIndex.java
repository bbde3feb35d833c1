package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is in which room: the only owner of that fact. A change of one socket is atomic; a member that is being removed cannot
 * join any
 * more. Empty rooms do not stay.
 * <p>
 * Thread: any. The maps' own locks are held for one entry at a time, always the member's before the room's, and nothing is
 * called from
 * within.
 */
public final class RoomIndex {
    private record Entry(Member member, Set<String> rooms) {
    }

    private final Map<String, Entry> members = new ConcurrentHashMap<>();
    private final Map<String, Set<Member>> rooms = new ConcurrentHashMap<>();

    void add(Member member) {
        Entry entry = new Entry(member, ConcurrentHashMap.newKeySet(4));
        if (members.putIfAbsent(member.id(), entry) != null) {
            throw new IllegalStateException("[BUG] two sockets of one id");
        }
        join(member.id(), Set.of(member.id()));
    }

    void remove(String id) {
        members.computeIfPresent(id, (key, entry) -> {
            entry.rooms.forEach(room -> leaveRoom(entry, room));
            return null;
        });
    }

    void join(String id, Collection<String> names) {
        members.computeIfPresent(id, (key, entry) -> {
            for (String name : names) {
                if (entry.rooms.add(name)) {
                    rooms.compute(name, (room, present) -> {
                        Set<Member> set = present == null ? ConcurrentHashMap.newKeySet(2) : present;
                        set.add(entry.member);
                        return set;
                    });
                }
            }
            return entry;
        });
    }

    void leave(String id, String name) {
        members.computeIfPresent(id, (key, entry) -> {
            if (entry.rooms.remove(name)) {
                leaveRoom(entry, name);
            }
            return entry;
        });
    }

    private void leaveRoom(Entry entry, String name) {
        rooms.computeIfPresent(name, (room, set) -> {
            set.remove(entry.member);
            return set.isEmpty() ? null : set;
        });
    }

    boolean contains(String id) {
        return members.containsKey(id);
    }

    Set<String> roomsOf(String id) {
        Entry entry = members.get(id);
        return entry == null ? Set.of() : Set.copyOf(entry.rooms);
    }

    /** The members selected, each once. */
    Collection<Member> select(Selection selection) {
        Set<Member> chosen = new HashSet<>();
        if (selection.rooms().isEmpty()) {
            members.values().forEach(entry -> chosen.add(entry.member));
        } else {
            selection.rooms().forEach(room -> chosen.addAll(rooms.getOrDefault(room, Set.of())));
        }
        selection.except().forEach(room -> rooms.getOrDefault(room, Set.of()).forEach(chosen::remove));
        return chosen;
    }

    /** How many rooms there are; for tests. */
    int size() {
        return rooms.size();
    }
}
