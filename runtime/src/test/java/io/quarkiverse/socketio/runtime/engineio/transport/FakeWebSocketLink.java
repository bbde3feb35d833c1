package io.quarkiverse.socketio.runtime.engineio.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** A WebSocket connection whose client the test controls. */
public final class FakeWebSocketLink implements WebSocketLink {
    private final List<String> received = new ArrayList<>();
    private final List<ByteBuf> unread = new ArrayList<>();
    private @Nullable Receiver receiver;
    private final Queue<Consumer<Receiver>> paused = new ArrayDeque<>();
    private boolean reads = true;
    private boolean isPaused;
    private int closeCode = -1;
    private boolean adopted;
    private final List<Boolean> compressible = new ArrayList<>();

    /** The received messages of the client: text as it is, binary as {@code 0x} and hexadecimal digits. */
    public List<String> received() {
        return received;
    }

    /** Returns the close code of the server, 1006 if it aborted the connection, or -1. */
    public int closeCode() {
        return closeCode;
    }

    public boolean isAdopted() {
        return adopted;
    }

    public boolean isStarted() {
        return receiver != null;
    }

    /** Stops reading as the client: written frames wait. */
    public void stopReading() {
        reads = false;
    }

    /** Frames that wait for a client that has stopped reading. */
    public List<ByteBuf> unread() {
        return unread;
    }

    public void text(String text) {
        deliver(present -> present.onText(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)));
    }

    public void binary(byte... data) {
        deliver(present -> present.onBinary(Unpooled.copiedBuffer(data)));
    }

    /** Loses the connection. */
    public void disconnect() {
        drop();
        deliver(Receiver::onClosed);
    }

    /** Receives data that is no message within the limits. */
    public void breakRules() {
        deliver(Receiver::onInvalidMessage);
    }

    private void deliver(Consumer<Receiver> what) {
        if (receiver != null) {
            paused.add(what);
            deliverPending();
        }
    }

    private void deliverPending() {
        while (!isPaused && !paused.isEmpty()) {
            paused.remove().accept(receiver);
        }
    }

    /** Returns of each frame whether it may be compressed. */
    public List<Boolean> compressible() {
        return compressible;
    }

    public boolean isPaused() {
        return isPaused;
    }

    @Override
    public void pause() {
        isPaused = true;
    }

    @Override
    public void resume() {
        isPaused = false;
        deliverPending();
    }

    private void drop() {
        unread.forEach(ByteBuf::release);
        unread.clear();
    }

    @Override
    public void start(Receiver receiver) {
        if (this.receiver == receiver) {
            throw new AssertionError("started twice");
        }
        this.receiver = receiver;
    }

    @Override
    public void write(ByteBuf frame, boolean compressible) {
        this.compressible.add(compressible);
        if (closeCode >= 0) {
            frame.release();
            throw new AssertionError("written after the close");
        }
        if (reads) {
            received.add(decode(frame));
            frame.release();
        } else {
            unread.add(frame);
        }
    }

    /** Parses a frame of the server (RFC 6455, 5.2). */
    private static String decode(ByteBuf frame) {
        ByteBuf in = frame.duplicate();
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        long size = length < 126 ? length : length == 126 ? in.readUnsignedShort() : in.readLong();
        if (size != in.readableBytes()) {
            throw new AssertionError("the frame says " + size + " bytes and has " + in.readableBytes());
        }
        return switch (first) {
            case 0x81 -> in.toString(StandardCharsets.UTF_8);
            case 0x82 -> "0x" + ByteBufUtil.hexDump(in);
            default -> throw new AssertionError("no whole text or binary frame: " + Integer.toHexString(first));
        };
    }

    @Override
    public boolean isWritable() {
        return reads;
    }

    @Override
    public long pendingBytes() {
        return unread.stream().mapToLong(ByteBuf::readableBytes).sum();
    }

    @Override
    public void close(int code) {
        if (closeCode < 0) {
            closeCode = code;
        }
        drop();
    }

    @Override
    public void abort() {
        close(1006);
    }

    @Override
    public void moveLoopHere() {
        adopted = true;
    }
}
