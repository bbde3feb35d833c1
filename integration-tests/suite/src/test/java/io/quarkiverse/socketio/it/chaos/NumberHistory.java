package io.quarkiverse.socketio.it.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.it.chaos.Event.Message;

/** Reads the output of {@code numbers.mjs}: the history of clients that receive and send numbers. */
final class NumberHistory {
    private static final int ROOMS = 3;
    /** Unused here: kept events arrive whatever happens to workers. */
    private static final int WORKER = 1;

    private final List<Event> events = new ArrayList<>();
    private final Map<String, Line> lines = new HashMap<>();

    /** The content of the file. {@code lines} has the names of the indexes in {@link Peer#got}. */
    record Content(List<String> lines, List<Peer> peers) {
    }

    /**
     * The history of a client between two new sessions.
     *
     * @param got line, number, time; line, number, time; …
     * @param former name of a line, and what it was at least sent; …
     * @param said number, attempts, the number received before, time; …
     */
    record Peer(int client, int room, long opened, long closed, int[] got, List<Object> former, int[] said) {
    }

    private record Line(String sender, String room) {
    }

    private NumberHistory() {
    }

    static List<Event> read(Path file) {
        try {
            return of(new ObjectMapper().readValue(file.toFile(), Content.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Event> of(Content content) {
        NumberHistory history = new NumberHistory();
        for (Peer peer : content.peers) {
            history.add(content.lines, peer);
        }
        return history.events;
    }

    private void add(List<String> names, Peer peer) {
        String name = "client " + peer.client + " of " + peer.opened;
        events.add(new Event.Opened(peer.opened, name, WORKER));
        events.add(new Event.Joined(peer.opened, name, "all"));
        events.add(new Event.Joined(peer.opened, name, room(peer.room)));
        events.add(new Event.Joined(peer.opened, name, own(peer.client)));
        for (int i = 0; i < peer.got.length; i += 3) {
            Line line = line(names.get(peer.got[i]), peer.client);
            events.add(new Event.Got(peer.got[i + 2], name, new Message(line.sender, line.room, peer.got[i + 1])));
        }
        for (int i = 0; i < peer.former.size(); i += 2) {
            Line line = line((String) peer.former.get(i), peer.client);
            for (int number = 1; number <= (Integer) peer.former.get(i + 1); number++) {
                events.add(new Event.Sent(peer.opened, peer.opened, new Message(line.sender, line.room, number)));
            }
        }
        for (int i = 0; i < peer.said.length; i += 4) {
            events.add(new Event.Acknowledged(peer.said[i + 3], name, peer.said[i], peer.said[i + 1], peer.said[i + 2]));
        }
        if (peer.closed >= 0) {
            events.add(new Event.Closed(peer.closed, name));
        }
    }

    /**
     * @param name {@code all 123}, {@code room 374} or {@code own 456}
     * @param client whose own line it is, if it is the first that got of it
     */
    private Line line(String name, int client) {
        return lines.computeIfAbsent(name, key -> {
            events.add(new Event.Kept(key));
            String kind = key.substring(0, key.indexOf(' '));
            return new Line(key, switch (kind) {
                case "all" -> "all";
                case "room" -> room(Long.parseLong(key.substring(kind.length() + 1)));
                case "own" -> own(client);
                default -> throw new IllegalArgumentException("no line: " + key);
            });
        });
    }

    private static String room(long number) {
        return "room " + number % ROOMS;
    }

    private static String own(int client) {
        return "own of " + client;
    }
}
