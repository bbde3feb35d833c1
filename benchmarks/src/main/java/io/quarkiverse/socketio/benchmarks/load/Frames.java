package io.quarkiverse.socketio.benchmarks.load;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;

/**
 * Frames of WebSocket as a client writes and reads them. Servers send each message in one frame; any other fails.
 * <p>
 * Thread: the event loop of the connection.
 */
abstract class Frames extends ByteToMessageDecoder {
    static final int TEXT = 1;
    static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int MASK = 0x37fa213d;
    private boolean open;

    /** Returns a whole masked frame. */
    static ByteBuf frame(ByteBufAllocator allocator, int opcode, ByteBuf payload) {
        int length = payload.readableBytes();
        ByteBuf frame = allocator.directBuffer(length + 14);
        frame.writeByte(0x80 | opcode);
        if (length < 126) {
            frame.writeByte(0x80 | length);
        } else if (length < 1 << 16) {
            frame.writeByte(0x80 | 126).writeShort(length);
        } else {
            frame.writeByte(0x80 | 127).writeLong(length);
        }
        frame.writeInt(MASK);
        int at = payload.readerIndex();
        int index = 0;
        for (; index + 4 <= length; index += 4) {
            frame.writeInt(payload.getInt(at + index) ^ MASK);
        }
        for (; index < length; index++) {
            frame.writeByte(payload.getByte(at + index) ^ MASK >>> 24 - 8 * (index & 3));
        }
        return frame;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (!open) {
            open = readResponse(in);
        }
        while (open && readFrame(context, in)) {
            // the next one
        }
    }

    private boolean readResponse(ByteBuf in) {
        int start = in.readerIndex();
        String head = in.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
        int end = head.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IllegalStateException("refused: " + head);
        }
        in.readerIndex(start + end + 4);
        upgraded();
        return true;
    }

    private boolean readFrame(ChannelHandlerContext context, ByteBuf in) {
        int start = in.readerIndex();
        if (in.readableBytes() < 2) {
            return false;
        }
        int first = in.getUnsignedByte(start);
        int length = in.getByte(start + 1);
        int head = length == 126 ? 4 : length == 127 ? 10 : 2;
        if (in.readableBytes() < head) {
            return false;
        }
        length = head == 4 ? in.getUnsignedShort(start + 2) : head == 10 ? (int) in.getLong(start + 2) : length;
        if (length < 0) {
            throw new IllegalStateException("a frame is masked or too long");
        }
        if (in.readableBytes() < head + length) {
            return false;
        }
        in.skipBytes(head);
        int end = in.readerIndex() + length;
        received(context, first, in.slice(in.readerIndex(), length));
        in.readerIndex(end);
        return true;
    }

    private void received(ChannelHandlerContext context, int first, ByteBuf payload) {
        switch (first) {
            case 0x80 | TEXT -> text(payload);
            case 0x80 | BINARY -> binary(payload);
            case 0x80 | CLOSE -> context.close();
            case 0x80 | PING -> context.writeAndFlush(frame(context.alloc(), PONG, payload));
            case 0x80 | PONG -> {
                // nothing to do
            }
            default -> throw new IllegalStateException("a frame begins with " + Integer.toHexString(first));
        }
    }

    /** The server accepted WebSocket. */
    abstract void upgraded();

    /** A text message; the buffer is valid during the call. */
    abstract void text(ByteBuf message);

    /** A binary message; the buffer is valid during the call. */
    abstract void binary(ByteBuf message);
}
