package io.quarkiverse.socketio.benchmarks.load;

import java.util.HashMap;
import java.util.Map;

import io.netty.buffer.ByteBuf;

/**
 * Each client sends events that ask for an acknowledgement, which has the event's argument. In a closed loop, each client has
 * some in flight and sends the next one when an answer comes; in an open loop, the clients send in turns at a fixed rate.
 */
final class Echo extends Load {
    private final Payload payload;
    private final Shape shape;
    private final Map<Client, Conversation> conversations = new HashMap<>();

    /**
     * Who sends how much.
     *
     * @param inFlight events of each client in a closed loop
     * @param perSecond events of all clients in an open loop, 0 for a closed one
     * @param namespaces over how many, {@code /n0} and following, the clients are spread; 0 for that of the peer
     */
    record Shape(int clients, int inFlight, double perSecond, int namespaces) {
        static Shape open(int clients, double perSecond) {
            return new Shape(clients, 0, perSecond, 0);
        }
    }

    Echo(Peer peer, Payload payload, Shape shape) {
        super(peer);
        this.payload = payload;
        this.shape = shape;
        countGarbage();
        connectAll(shape.clients);
    }

    @Override
    Client.Address address(int number) {
        return shape.namespaces == 0 ? peer.address()
                : new Client.Address(peer.address().port(), "/n" + number % shape.namespaces);
    }

    @Override
    public void connected(Client client) {
        conversations.put(client, new Conversation(client));
        super.connected(client);
    }

    @Override
    void disconnected() {
        conversations.clear();
    }

    @Override
    void drive(Turn turn) {
        if (shape.perSecond > 0) {
            int[] next = { 0 };
            turn.paced(shape.perSecond, due -> {
                Client client = clients.get(next[0]++ % clients.size());
                conversations.get(client).send(due);
                client.flush();
            });
            return;
        }
        for (Client client : clients) {
            for (int i = 0; i < shape.inFlight; i++) {
                conversations.get(client).send(System.nanoTime());
            }
            client.flush();
        }
    }

    @Override
    public void packet(Client client, ByteBuf packet) {
        conversations.get(client).packet(packet);
    }

    @Override
    public void attachment(Client client, ByteBuf bytes) {
        conversations.get(client).attachment(bytes);
    }

    /** The events of one client that are not answered. */
    private final class Conversation {
        private final Client client;
        private final String prefix;
        /** When the event with that number was due; 0 if there is none. */
        private final long[] due = new long[4096];
        private int last;
        private int awaitsAttachment;

        Conversation(Client client) {
            this.client = client;
            prefix = client.prefix();
        }

        void send(long dueNanos) {
            int number = ++last;
            if (due[number % due.length] != 0) {
                fail("an event is not answered though " + due.length
                        + " were sent after it: it is lost, or the server is too slow for this rate");
                return;
            }
            due[number % due.length] = dueNanos;
            turn().expect(1);
            payload.send(client, prefix, number);
        }

        void packet(ByteBuf packet) {
            int number = payload.acknowledged(packet, prefix);
            if (payload.isBinary()) {
                awaitsAttachment = number;
            } else {
                answered(number);
            }
        }

        void attachment(ByteBuf bytes) {
            payload.check(bytes, awaitsAttachment);
            answered(awaitsAttachment);
        }

        private void answered(int number) {
            long sentAt = due[number % due.length];
            if (sentAt == 0 || number > last || number <= last - due.length) {
                throw new LoadException("a second answer to event " + number);
            }
            due[number % due.length] = 0;
            turn().received(sentAt);
            if (shape.perSecond == 0 && !turn().isEnded()) {
                send(System.nanoTime());
            }
        }
    }
}
