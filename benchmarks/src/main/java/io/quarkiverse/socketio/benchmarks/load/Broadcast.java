package io.quarkiverse.socketio.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * One client sends events that the server sends to all clients, or to those of a room, the rooms in turns. Each client must get
 * each event once and in order. In an open loop events are sent at a fixed rate; in a closed one the next is sent when one has
 * reached all its clients.
 */
final class Broadcast extends Load {
    private static final int IN_FLIGHT = 4;
    private static final ByteBuf EVENT = Unpooled.copiedBuffer("42[\"event\",", StandardCharsets.US_ASCII);

    private final Payload payload = Payload.text("event", 100);
    private final List<Room> rooms = new ArrayList<>();
    private final boolean toAll;
    private final double perSecond;
    private final Map<Client, Receiver> receivers = new HashMap<>();
    private int nextRoom;

    /**
     * @param rooms how many; 0 for events to all
     * @param perSecond events, 0 for a closed loop
     */
    Broadcast(Peer peer, int clients, int rooms, double perSecond) {
        super(peer);
        this.perSecond = perSecond;
        toAll = rooms == 0;
        for (int i = 0; i < Math.max(1, rooms); i++) {
            this.rooms.add(new Room("r" + i));
        }
        connect(clients);
    }

    @Override
    public void connected(Client client) {
        Room room = rooms.get(receivers.size() % rooms.size());
        receivers.put(client, new Receiver(room));
        if (toAll) {
            joined(client);
        } else {
            client.send("421[\"join\",\"" + room.name + "\"]");
        }
    }

    private void joined(Client client) {
        receivers.get(client).room.members++;
        super.connected(client);
    }

    @Override
    void drive(Turn turn) {
        if (perSecond > 0) {
            turn.paced(perSecond, this::send);
        } else {
            for (int i = 0; i < IN_FLIGHT; i++) {
                send(System.nanoTime());
            }
        }
    }

    private void send(long due) {
        Room room = rooms.get(nextRoom++ % rooms.size());
        ByteBuf text = payload.numbered(room.sent(due));
        String packet = toAll ? "42[\"all\"," : "42[\"room\",\"" + room.name + "\",";
        clients.get(0).send(packet + text.toString(StandardCharsets.US_ASCII) + "]");
        clients.get(0).flush();
    }

    @Override
    public void packet(Client client, ByteBuf packet) {
        Receiver receiver = receivers.get(client);
        if (Client.has(packet, 0, EVENT)) {
            receiver.event(packet);
        } else if (packet.toString(StandardCharsets.UTF_8).equals("431[]")) {
            joined(client);
        } else {
            throw Payload.wrong(packet);
        }
    }

    /** The events to one room. */
    private final class Room {
        private final String name;
        private int members;
        private int lastSent;
        private final long[] due = new long[1 << 16];
        private final int[] missing = new int[due.length];

        Room(String name) {
            this.name = name;
        }

        int sent(long dueNanos) {
            int number = ++lastSent;
            int slot = number % due.length;
            if (missing[slot] != 0) {
                throw new LoadException("more than " + due.length + " events are on their way: the rate is too high");
            }
            due[slot] = dueNanos;
            missing[slot] = members;
            turn().expect(members);
            return number;
        }

        void reached(int number) {
            int slot = number % due.length;
            turn().received(due[slot]);
            if (--missing[slot] == 0 && perSecond == 0 && !turn().isEnded()) {
                send(System.nanoTime());
            }
        }
    }

    /** A client and the last event that it got. */
    private final class Receiver {
        private final Room room;
        private int last;

        Receiver(Room room) {
            this.room = room;
        }

        void event(ByteBuf packet) {
            int start = EVENT.readableBytes();
            ByteBuf argument = packet.slice(start, packet.writerIndex() - start - 1);
            if (last == room.lastSent || !argument.equals(payload.numbered(last + 1))) {
                throw new LoadException("expected event " + (last + 1) + ": " + Payload.wrong(packet).getMessage());
            }
            room.reached(++last);
        }
    }
}
