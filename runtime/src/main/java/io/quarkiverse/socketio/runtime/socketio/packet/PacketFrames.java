package io.quarkiverse.socketio.runtime.socketio.packet;

import io.quarkiverse.socketio.runtime.engineio.EngineSession;
import io.quarkiverse.socketio.runtime.engineio.packet.Frame;

/**
 * The Engine.IO frames of a packet, created once and shared by all recipients; reference-counted as {@link Frame} is.
 * <p>
 * Thread: any; the content never changes.
 */
public final class PacketFrames {
    private final EncodedPacket packet;
    private final Frame[] frames;

    private PacketFrames(EncodedPacket packet, Frame[] frames) {
        this.packet = packet;
        this.frames = frames;
    }

    public static PacketFrames of(EncodedPacket packet) {
        return of(packet, true);
    }

    /** @param compressible whether transports may compress the packet; see {@link Frame#isCompressible()} */
    public static PacketFrames of(EncodedPacket packet, boolean compressible) {
        int texts = packet.text().length == 0 ? 0 : 1;
        Frame[] frames = new Frame[texts + packet.attachments().size()];
        if (texts > 0) {
            frames[0] = Frame.message(packet.text(), compressible);
        }
        for (int i = texts; i < frames.length; i++) {
            frames[i] = Frame.binaryMessage(packet.attachments().get(i - texts), compressible);
        }
        return new PacketFrames(packet, frames);
    }

    /** Returns the packet of the frames. */
    public EncodedPacket packet() {
        return packet;
    }

    /** As {@link Frame#isCompressible()}. */
    public boolean isCompressible() {
        return frames[0].isCompressible();
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

    /** Sends all frames and releases the caller's reference; on the session's event loop. */
    public void sendTo(EngineSession session) {
        for (Frame frame : frames) {
            session.send(frame);
        }
    }
}
