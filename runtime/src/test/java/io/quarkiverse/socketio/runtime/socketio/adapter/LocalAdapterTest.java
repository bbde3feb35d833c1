package io.quarkiverse.socketio.runtime.socketio.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBuf;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.rooms.BroadcastOptions;
import io.quarkiverse.socketio.runtime.socketio.rooms.FakeLocalSocket;

class LocalAdapterTest extends AdapterContractTest {

    @Override
    protected int serverCount() {
        return 1;
    }

    @Override
    protected Adapter newServer(AdapterCallbacks events) {
        return new LocalAdapter(events, scheduler);
    }

    @Test
    void allRecipientsShareOneFrameAndTheLastReleasesIt() {
        LocalAdapter adapter = new LocalAdapter(new FakeCallbacks(), scheduler);
        List<FakeLocalSocket> sockets = List.of(new FakeLocalSocket("a"), new FakeLocalSocket("b"), new FakeLocalSocket("c"));
        sockets.forEach(adapter.rooms()::add);
        sockets.forEach(socket -> socket.link().stopReading());
        adapter.broadcast(new EncodedPacket("2[1]".getBytes(StandardCharsets.UTF_8), List.of(new byte[] { 1 })),
                BroadcastOptions.ALL);
        List<ByteBuf> frames = List.copyOf(sockets.get(0).link().unread());
        assertThat(frames).hasSize(2).allMatch(frame -> frame.refCnt() == 3);
        sockets.forEach(socket -> socket.link().disconnect());
        assertThat(frames).allMatch(frame -> frame.refCnt() == 0);
    }
}
