package io.quarkiverse.socketio.benchmarks.load;

import io.netty.buffer.ByteBuf;

/**
 * Clients poll: they connect, send an event, and end the session when it is acknowledged, so many at the same time.
 */
final class PollingSessions extends Load {
    private static final int AT_ONCE = 10;
    private final Payload payload = Payload.text("text", 100);

    private final boolean keepsConnections;

    /** @param keepsConnections as browsers do; false for a connection for each request, as Node's clients without an agent */
    PollingSessions(Peer peer, boolean keepsConnections) {
        super(peer);
        this.keepsConnections = keepsConnections;
    }

    @Override
    void drive(Turn turn) {
        for (int i = 0; i < AT_ONCE; i++) {
            new Session().begin();
        }
    }

    /** One client. */
    private final class Session implements PollingClient.Listener {
        private final long begun = System.nanoTime();
        private boolean answered;

        void begin() {
            turn().expect(1);
            new PollingClient(peer.address(), this, keepsConnections).open();
        }

        @Override
        public void connected(PollingClient client) {
            client.post(payload.packet(peer.address().prefix(), 1));
        }

        @Override
        public void packet(PollingClient client, ByteBuf packet) {
            if (payload.acknowledged(packet, peer.address().prefix()) != 1 || answered) {
                throw new LoadException("an answer to no event");
            }
            answered = true;
            client.end(() -> {
                client.close();
                turn().received(begun);
                if (!turn().isEnded()) {
                    new Session().begin();
                }
            });
        }

        @Override
        public void failed(Client client, String why) {
            fail(why);
        }
    }
}
