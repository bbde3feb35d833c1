package io.quarkiverse.socketio.benchmarks.load;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;

/** Clients that poll send one event after the other, each when the acknowledgement of the one before has come. */
final class Polling extends Load implements PollingClient.Listener {
    private final Payload payload = Payload.text("text", 100);
    private final CompletableFuture<Void> all = new CompletableFuture<>();
    /** When each client sent its last event, and that event's number. */
    private final Map<PollingClient, long[]> sent = new HashMap<>();
    private final int count;

    Polling(Peer peer, int count) {
        super(peer);
        this.count = count;
        Generator.run(() -> {
            for (int i = 0; i < count; i++) {
                new PollingClient(peer.address(), this, true).open();
            }
        });
        await(all, "not all of " + count + " clients are connected");
    }

    @Override
    public void connected(PollingClient client) {
        sent.put(client, new long[2]);
        if (sent.size() == count) {
            all.complete(null);
        }
    }

    @Override
    void drive(Turn turn) {
        sent.forEach(this::send);
    }

    private void send(PollingClient client, long[] last) {
        turn().expect(1);
        last[0] = System.nanoTime();
        client.post(payload.packet(peer.address().prefix(), (int) ++last[1]));
    }

    @Override
    public void packet(PollingClient client, ByteBuf packet) {
        long[] last = sent.get(client);
        if (payload.acknowledged(packet, peer.address().prefix()) != last[1] || last[0] == 0) {
            throw new LoadException("an answer to no event");
        }
        long at = last[0];
        last[0] = 0;
        turn().received(at);
        if (!turn().isEnded()) {
            send(client, last);
        }
    }

    @Override
    public void close() {
        Generator.run(() -> sent.keySet().forEach(PollingClient::close));
        super.close();
    }
}
