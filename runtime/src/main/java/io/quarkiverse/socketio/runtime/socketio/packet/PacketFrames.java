package io.quarkiverse.socketio.runtime.socketio.packet;

import io.quarkiverse.socketio.runtime.engineio.EngineSession;
import io.quarkiverse.socketio.runtime.engineio.packet.Frame;

/**
 * A packet as Engine.IO frames, made once and shared by all recipients; reference-counted as {@link Frame} is.
 * <p>
 * Thread: any; the content never changes.
 */
public final class PacketFrames {
    private final Frame[] frames;

    private PacketFrames(Frame[] frames) {
        this.frames = frames;
    }

    public static PacketFrames of(EncodedPacket packet) {
        Frame[] frames = new Frame[1 + packet.attachments().size()];
        frames[0] = Frame.message(packet.text());
        for (int i = 1; i < frames.length; i++) {
            frames[i] = Frame.binaryMessage(packet.attachments().get(i - 1));
        }
        return new PacketFrames(frames);
    }

    public PacketFrames retain() {
        for (Frame frame : frames) {
            frame.retain();
        }
        return this;
    }

    public void release() {
        for (Frame frame : frames) {
            frame.release();
        }
    }

    /** Sends all frames and spends the caller's reference; on the session's event loop. */
    public void sendTo(EngineSession session) {
        for (Frame frame : frames) {
            session.send(frame);
        }
    }
}
