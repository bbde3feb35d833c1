package io.quarkiverse.socketio.runtime.engineio.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.netty.buffer.ByteBufUtil;
import io.quarkiverse.socketio.runtime.engineio.ManualLoop;
import io.quarkiverse.socketio.runtime.engineio.packet.Packet;

/** Records the events of a transport. */
final class RecordedEvents implements TransportListener {
    private final ManualLoop loop;
    /** Packets as {@code MESSAGE hello} or {@code MESSAGE 0x01}. */
    final List<String> packets = new ArrayList<>();
    final List<CloseReason> ends = new ArrayList<>();
    /** Called with each packet after it was recorded. */
    Consumer<Packet> reaction = packet -> {
    };

    long received;
    long sent;
    long queued;

    RecordedEvents(ManualLoop loop) {
        this.loop = loop;
    }

    @Override
    public void onPacket(Packet packet) {
        packets.add(packet.type() + " " + (packet.binary() ? "0x" + ByteBufUtil.hexDump(packet.data())
                : packet.data().toString(StandardCharsets.UTF_8)));
        reaction.accept(packet);
    }

    @Override
    public void onTransportClosed(CloseReason reason) {
        ends.add(reason);
    }

    @Override
    public void onReceived(int bytes) {
        received += bytes;
    }

    @Override
    public void onSent(int bytes) {
        sent += bytes;
    }

    @Override
    public void onQueued(long change) {
        queued += change;
    }

    @Override
    public void executeLater(Runnable action) {
        loop.execute(action);
    }
}
