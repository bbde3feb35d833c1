package io.quarkiverse.socketio.runtime.socketio.packet;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

/**
 * Writes MessagePack as npm notepack.io reads it. Numbers are written as JavaScript has them: integers as such, all others as
 * doubles.
 * <p>
 * Thread: one, for one message.
 */
final class MsgpackWriter {
    private final ByteBuf out;

    /** @param out on the heap */
    MsgpackWriter(ByteBuf out) {
        this.out = out;
    }

    void nothing() {
        out.writeByte(0xc0);
    }

    void bool(boolean value) {
        out.writeByte(value ? 0xc3 : 0xc2);
    }

    void real(double value) {
        out.writeByte(0xcb).writeDouble(value);
    }

    void integer(BigInteger value) {
        if (value.bitLength() < Long.SIZE) {
            integer(value.longValue());
        } else if (value.signum() > 0 && value.bitLength() == Long.SIZE) {
            out.writeByte(0xcf).writeLong(value.longValue());
        } else {
            real(value.doubleValue());
        }
    }

    void integer(long value) {
        if (value >= 0) {
            if (value < 0x80) {
                out.writeByte((int) value);
            } else if (value <= 0xff) {
                out.writeByte(0xcc).writeByte((int) value);
            } else if (value <= 0xffff) {
                out.writeByte(0xcd).writeShort((int) value);
            } else if (value <= 0xffff_ffffL) {
                out.writeByte(0xce).writeInt((int) value);
            } else {
                out.writeByte(0xcf).writeLong(value);
            }
        } else if (value >= -0x20) {
            out.writeByte((int) value);
        } else if (value >= Byte.MIN_VALUE) {
            out.writeByte(0xd0).writeByte((int) value);
        } else if (value >= Short.MIN_VALUE) {
            out.writeByte(0xd1).writeShort((int) value);
        } else if (value >= Integer.MIN_VALUE) {
            out.writeByte(0xd2).writeInt((int) value);
        } else {
            out.writeByte(0xd3).writeLong(value);
        }
    }

    void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length < 0x20) {
            out.writeByte(0xa0 | utf8.length);
        } else {
            head(0xd9, utf8.length);
        }
        out.writeBytes(utf8);
    }

    void binary(byte[] data, int offset, int length) {
        head(0xc4, length);
        out.writeBytes(data, offset, length);
    }

    /** Begins an array or a map whose length is known at its end; returns its start. */
    int begin() {
        int start = out.writerIndex();
        out.writeByte(0);
        return start;
    }

    void endArray(int start, int length) {
        end(start, length, 0x90, 0xdc);
    }

    void endMap(int start, int length) {
        end(start, length, 0x80, 0xde);
    }

    /** Writes the head of a container into the byte left for it; a longer head moves the content that follows. */
    private void end(int start, int length, int fixed, int first) {
        if (length < 0x10) {
            out.setByte(start, fixed | length);
            return;
        }
        int end = out.writerIndex();
        int more = length <= 0xffff ? Short.BYTES : Integer.BYTES;
        out.writeZero(more);
        byte[] array = out.array();
        int body = out.arrayOffset() + start + 1;
        System.arraycopy(array, body, array, body + more, end - start - 1);
        out.writerIndex(start);
        longHead(first, length);
        out.writerIndex(end + more);
    }

    private void head(int first, int length) {
        if (length <= 0xff) {
            out.writeByte(first).writeByte(length);
        } else {
            longHead(first + 1, length);
        }
    }

    private void longHead(int first, int length) {
        if (length <= 0xffff) {
            out.writeByte(first).writeShort(length);
        } else {
            out.writeByte(first + 1).writeInt(length);
        }
    }
}
