package io.quarkiverse.socketio.benchmarks.load;

import io.netty.buffer.ByteBuf;

/**
 * Clients connect by polling, upgrade to WebSocket, send an event over it, and close the connection when it is acknowledged,
 * so many at the same time. As the official client, they have a GET request pending until the server has answered the probe of
 * WebSocket.
 */
final class Upgrade extends Load {
    private static final int AT_ONCE = 10;
    private final Payload payload = Payload.text("text", 100);

    Upgrade(Peer peer) {
        super(peer);
    }

    @Override
    void drive(Turn turn) {
        for (int i = 0; i < AT_ONCE; i++) {
            new Attempt().begin();
        }
    }

    /** One client. */
    private final class Attempt implements PollingClient.Listener, Client.Listener {
        private final PollingClient polling = new PollingClient(peer.address(), this, true);
        private final long begun = System.nanoTime();
        private boolean answered;

        void begin() {
            turn().expect(1);
            polling.open();
        }

        @Override
        public void connected(PollingClient client) {
            Client.upgrade(Generator.loop(), peer.address(), client.sid(), this);
        }

        @Override
        public void probed(Client client) {
            polling.pause(client::confirmUpgrade);
        }

        @Override
        public void connected(Client client) {
            payload.send(client, peer.address().prefix(), 1);
            client.flush();
        }

        @Override
        public void packet(PollingClient client, ByteBuf packet) {
            throw Payload.wrong(packet);
        }

        @Override
        public void packet(Client client, ByteBuf packet) {
            if (payload.acknowledged(packet, peer.address().prefix()) != 1 || answered) {
                throw new LoadException("an answer to no event");
            }
            answered = true;
            client.close();
            polling.close();
            turn().received(begun);
            if (!turn().isEnded()) {
                new Attempt().begin();
            }
        }

        @Override
        public void failed(Client client, String why) {
            fail(why);
        }
    }
}
