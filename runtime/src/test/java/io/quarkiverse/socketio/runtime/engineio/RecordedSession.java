package io.quarkiverse.socketio.runtime.engineio;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.quarkiverse.socketio.runtime.engineio.packet.Frame;
import io.quarkiverse.socketio.runtime.engineio.transport.CloseReason;

/** The layer above one session: records events, sends frames and checks their release. */
final class RecordedSession implements EngineListener {
    final EngineSession session;
    /** Texts, binary as {@code 0x01}, the end as {@code closed: PING_TIMEOUT}. */
    final List<String> received = new ArrayList<>();
    final List<Frame> sent = new ArrayList<>();
    /** Thrown by every method that the session calls. */
    @Nullable
    RuntimeException fault;
    /** Called with each message. */
    Runnable reaction = () -> {
    };

    RecordedSession(EngineSession session) {
        this.session = session;
    }

    /** Runs an action within a task of the loop. */
    void send(String text) {
        Frame frame = Frame.message(text.getBytes(StandardCharsets.UTF_8));
        sent.add(frame);
        session.send(frame);
    }

    private void record(String what) {
        received.add(what);
        if (fault != null) {
            throw fault;
        }
    }

    @Override
    public void onText(ByteBuf utf8) {
        record(utf8.toString(StandardCharsets.UTF_8));
        reaction.run();
    }

    @Override
    public void onBinary(ByteBuf data) {
        record("0x" + ByteBufUtil.hexDump(data));
        reaction.run();
    }

    @Override
    public void onClose(CloseReason reason) {
        record("closed: " + reason);
    }
}
