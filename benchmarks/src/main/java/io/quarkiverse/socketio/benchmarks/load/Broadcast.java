package io.quarkiverse.socketio.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * One client sends events that the server sends to all clients, or to those of a room, the rooms in turns. Each client must get
 * the events of all its rooms, each once and in order. In an open loop events are sent at a fixed rate; in a closed one the next
 * is sent when one has reached all its clients.
 */
final class Broadcast extends Load {
    private static final int IN_FLIGHT = 4;
    private static final ByteBuf EVENT = Unpooled.copiedBuffer("42[\"event\",", StandardCharsets.US_ASCII);

    private final Payload payload = Payload.text("event", 100);
    private final Shape shape;
    private final Map<Client, Receiver> receivers = new HashMap<>();
    /** Rooms with these distances have the same members. */
    private final int groups;
    private int lastSent;
    /** When the events on their way were due, and how many clients have not got them; by number. */
    private final long[] due = new long[1 << 16];
    private final int[] missing = new int[due.length];

    /**
     * Who gets events, and how often.
     *
     * @param rooms how many; 0 for events to all
     * @param members clients of each room, a divisor of the number of clients: a client is in several rooms if there are more
     *        rooms than clients can have for themselves, and in none if there are fewer
     * @param perSecond events, 0 for a closed loop
     */
    record Shape(int clients, int rooms, int members, double perSecond) {
        static Shape toAll(int clients, double perSecond) {
            return new Shape(clients, 0, clients, perSecond);
        }

        /** Rooms of ten clients, or fewer if there are fewer. */
        static Shape rooms(int clients, int rooms, double perSecond) {
            int members = Math.min(clients, 10);
            return new Shape(clients - clients % members, rooms, members, perSecond);
        }
    }

    Broadcast(Peer peer, Shape shape) {
        super(peer);
        this.shape = shape;
        groups = shape.clients / shape.members;
        connectAll(shape.clients);
    }

    private boolean toAll() {
        return shape.rooms == 0;
    }

    private int rooms() {
        return Math.max(1, shape.rooms);
    }

    @Override
    public void connected(Client client) {
        Receiver receiver = new Receiver(receivers.size() / shape.members);
        receivers.put(client, receiver);
        if (!toAll()) {
            for (int room = receiver.first; room < shape.rooms; room += groups) {
                receiver.joining++;
                client.send("421[\"join\",\"r" + room + "\"]");
            }
        }
        if (receiver.joining == 0) {
            super.connected(client);
        }
    }

    @Override
    void disconnected() {
        receivers.clear();
        lastSent = 0;
    }

    @Override
    void drive(Turn turn) {
        if (shape.perSecond > 0) {
            turn.paced(shape.perSecond, this::send);
        } else {
            for (int i = 0; i < IN_FLIGHT; i++) {
                send(System.nanoTime());
            }
        }
    }

    private void send(long dueNanos) {
        int room = lastSent % rooms();
        int number = ++lastSent;
        int slot = number % due.length;
        if (missing[slot] != 0) {
            throw new LoadException("more than " + due.length + " events are on their way: the rate is too high");
        }
        due[slot] = dueNanos;
        missing[slot] = shape.members;
        turn().expect(shape.members);
        String packet = toAll() ? "42[\"all\"," : "42[\"room\",\"r" + room + "\",";
        clients.get(0).send(packet + payload.numbered(number).toString(StandardCharsets.US_ASCII) + "]");
        clients.get(0).flush();
    }

    @Override
    public void packet(Client client, ByteBuf packet) {
        Receiver receiver = receivers.get(client);
        if (Client.has(packet, 0, EVENT)) {
            receiver.event(packet);
        } else if (receiver.joining > 0 && packet.toString(StandardCharsets.UTF_8).equals("431[]")) {
            if (--receiver.joining == 0) {
                super.connected(client);
            }
        } else {
            throw Payload.wrong(packet);
        }
    }

    private void reached(int number) {
        int slot = number % due.length;
        turn().received(due[slot]);
        if (--missing[slot] == 0 && shape.perSecond == 0 && !turn().isEnded()) {
            send(System.nanoTime());
        }
    }

    /** A client, and the event that it must get next. */
    private final class Receiver {
        /** Its first room; if there are fewer rooms, it gets no event. */
        private final int first;
        private int joining;
        private int room;
        private int next;

        Receiver(int first) {
            this.first = first;
            room = first;
            next = first + 1;
        }

        void event(ByteBuf packet) {
            int start = EVENT.readableBytes();
            ByteBuf argument = packet.slice(start, packet.writerIndex() - start - 1);
            if (first >= rooms() || next > lastSent || !argument.equals(payload.numbered(next))) {
                throw new LoadException("expected event " + next + ": " + Payload.wrong(packet).getMessage());
            }
            int number = next;
            if (room + groups < rooms()) {
                room += groups;
                next += groups;
            } else {
                next += rooms() - room + first;
                room = first;
            }
            reached(number);
        }
    }
}
