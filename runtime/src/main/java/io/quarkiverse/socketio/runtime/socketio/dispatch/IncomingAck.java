package io.quarkiverse.socketio.runtime.socketio.dispatch;

import java.util.concurrent.atomic.AtomicBoolean;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.SocketIOException;

/**
 * The acknowledgement of one event of a client: sends one ACK packet.
 * <p>
 * Thread: any.
 */
public final class IncomingAck implements Ack {
    /** Sends an ACK packet. */
    @FunctionalInterface
    public interface Sender {
        /** Fails with a {@link SocketIOException}, and sends nothing, if an argument cannot be serialised. */
        void sendAck(long ackId, Object... args);
    }

    /** For an event sent without a callback. */
    public static final Ack NONE = new Ack() {
        @Override
        public void send(Object... args) {
            // the client expects none
        }

        @Override
        public boolean isAwaited() {
            return false;
        }
    };

    private final Sender sender;
    private final long id;
    private final AtomicBoolean sent = new AtomicBoolean();

    public IncomingAck(Sender sender, long id) {
        this.sender = sender;
        this.id = id;
    }

    @Override
    public void send(Object... args) {
        if (sent.getAndSet(true)) {
            return;
        }
        try {
            sender.sendAck(id, args);
        } catch (SocketIOException e) {
            sent.set(false); // nothing was sent, so the application may send other arguments
            throw e;
        }
    }

    @Override
    public boolean isAwaited() {
        return !sent.get();
    }
}
