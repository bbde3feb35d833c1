package io.quarkiverse.socketio.runtime.socketio.adapter;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.buffer.ByteBuf;
import io.quarkiverse.socketio.runtime.engineio.EngineFixture;
import io.quarkiverse.socketio.runtime.engineio.EngineListener;
import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;
import io.quarkiverse.socketio.runtime.engineio.transport.FakeWebSocketLink;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;

/**
 * A socket that writes down what an adapter does to it. Its packets go over an Engine.IO session, so that they are read as a
 * client reads them.
 * <p>
 * Thread: any.
 */
public final class FakeMember implements Member {
    private final String id;
    private final EngineFixture engine = new EngineFixture(EngineFixture.OPTIONS, session -> new Deaf());
    private final FakeWebSocketLink link = engine.openWebSocket();
    private final List<String> orders = new CopyOnWriteArrayList<>();
    private byte[] data = { '{', '}' };

    private static final class Deaf implements EngineListener {
        @Override
        public void onText(ByteBuf utf8) {
            throw new AssertionError("the client says nothing");
        }

        @Override
        public void onBinary(ByteBuf data) {
            throw new AssertionError("the client says nothing");
        }

        @Override
        public void onClose(CloseReason reason) {
            // a slow client
        }
    }

    public FakeMember(String id) {
        this.id = id;
        link.received().clear();
    }

    /** What the client got: packets with the {@code 4} of Engine.IO, attachments as {@code 0x01}. */
    public synchronized List<String> received() {
        return List.copyOf(link.received());
    }

    /** What else the adapter wanted: {@code volatile} with a packet that may be dropped, {@code disconnect}, {@code close}. */
    public List<String> orders() {
        return orders;
    }

    public FakeWebSocketLink link() {
        return link;
    }

    public void data(byte[] encoded) {
        data = encoded;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public synchronized void deliver(PacketFrames packet, boolean mayDrop) {
        if (mayDrop) {
            orders.add("volatile");
        }
        engine.loop.perform(() -> packet.sendTo(engine.session("sid1")));
    }

    @Override
    public void disconnect(boolean close) {
        orders.add(close ? "close" : "disconnect");
    }

    @Override
    public byte[] encodedData() {
        return data;
    }

    @Override
    public String toString() {
        return id;
    }
}
