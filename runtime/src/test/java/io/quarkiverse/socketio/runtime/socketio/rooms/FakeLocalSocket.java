package io.quarkiverse.socketio.runtime.socketio.rooms;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.engineio.EngineFixture;
import io.quarkiverse.socketio.runtime.engineio.EngineListener;
import io.quarkiverse.socketio.runtime.engineio.TaskGroup;
import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;
import io.quarkiverse.socketio.runtime.engineio.transport.FakeWebSocketLink;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.PacketFrames;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/**
 * A socket that records the calls of an adapter. Its packets go through an Engine.IO session, so that they are read as a client
 * reads them.
 * <p>
 * Thread: any.
 */
public final class FakeLocalSocket implements LocalSocket {
    private final String id;
    private final EngineFixture engine = new EngineFixture(EngineFixture.OPTIONS, session -> new Deaf());
    private final FakeWebSocketLink link = engine.openWebSocket();
    /** The memory account of the names of its rooms. */
    final AtomicLong roomBytes = new AtomicLong();
    private final List<String> orders = new CopyOnWriteArrayList<>();
    private final Queue<UniEmitter<? super ClientAnswer>> questions = new ConcurrentLinkedQueue<>();
    private final HeldAnswers answers = new HeldAnswers(engine.session("sid1")::openAccount, Runnable::run, link::disconnect);
    private byte @Nullable [] data = { '{', '}' };

    private static final class Deaf implements EngineListener {
        @Override
        public void onText(ByteBuf utf8) {
            throw new AssertionError("the client prints nothing");
        }

        @Override
        public void onBinary(ByteBuf data) {
            throw new AssertionError("the client prints nothing");
        }

        @Override
        public void onClose(CloseReason reason) {
            // a slow client
        }
    }

    @Override
    public String label() {
        return "sid /";
    }

    public FakeLocalSocket(String id) {
        this.id = id;
        link.received().clear();
    }

    /** Returns the packets of the client with the {@code 4} of Engine.IO, attachments as {@code 0x01}. */
    public synchronized List<String> received() {
        return List.copyOf(link.received());
    }

    /**
     * Returns other calls of the adapter: {@code volatile} with a packet that may be dropped, {@code uncompressed},
     * {@code disconnect}, {@code close}, {@code too many rooms}.
     */
    public List<String> orders() {
        return orders;
    }

    public FakeWebSocketLink link() {
        return link;
    }

    public void data(byte[] encoded) {
        data = encoded;
    }

    /** Makes its data unserialisable. */
    public void unserialisableData() {
        data = null;
    }

    /** Answers the oldest pending request; one that was cancelled is ignored. */
    public void answers(String ack) {
        UniEmitter<? super ClientAnswer> first = questions.poll();
        if (first != null) {
            first.complete(new ClientAnswer(new EncodedPacket(ack.getBytes(StandardCharsets.UTF_8), List.of()), answers));
        }
    }

    /** Disconnects the client before it answers. */
    public void goes() {
        questions.forEach(question -> question.fail(new SocketIOException("gone, for a test")));
        questions.clear();
    }

    /** Returns the number of pending acknowledgements. */
    public int questions() {
        return questions.size();
    }

    @Override
    public Runnable enqueue(PacketFrames packet, long place, boolean mayDrop) {
        return () -> deliver(packet, mayDrop);
    }

    @Override
    public EventSlot reserve() {
        return (packet, place) -> enqueue(packet, place, false);
    }

    @Override
    public void emitKept(EncodedPacket event, BroadcastFlags flags) {
        deliver(PacketFrames.of(event, flags.compress()), false);
    }

    @Override
    public Uni<ClientAnswer> deliverWithAck(PacketFrames packet, long ackId) {
        deliver(packet, false);
        return Uni.createFrom().emitter(question -> {
            questions.add(question);
            question.onTermination(() -> questions.remove(question));
        });
    }

    @Override
    public byte[] encodedHandshake() {
        return ("{\"url\":\"/" + id + "\"}").getBytes(StandardCharsets.UTF_8);
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
        if (!packet.isCompressible()) {
            orders.add("uncompressed");
        }
        engine.loop.perform(() -> packet.sendTo(engine.session("sid1")));
    }

    @Override
    public void deliver(TaskGroup<Delivery> group) {
        deliver(group.argument().frames().retain(), group.argument().mayDrop());
    }

    @Override
    public void onRoomsChanged() {
        // not needed
    }

    @Override
    public void disconnect(boolean close) {
        orders.add(close ? "close" : "disconnect");
    }

    @Override
    public void onRoomBytes(long change) {
        roomBytes.addAndGet(change);
    }

    @Override
    public void onTooManyRooms() {
        orders.add("too many rooms");
    }

    @Override
    public byte[] encodedData() {
        if (data == null) {
            throw new SocketIOException("cannot be serialised, for a test");
        }
        return data;
    }

    @Override
    public String toString() {
        return id;
    }
}
