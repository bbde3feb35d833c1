package io.quarkiverse.socketio.runtime.admission;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

/**
 * Tracks whether the head of an HTTP/2 request is being received, by inspecting the bytes that a client sends without consuming
 * them: HEADERS and the CONTINUATION frames that belong to it (RFC 9113, section 4.1 and 6.10). The preface and the first
 * frame, with which each connection begins, count as a head as well.
 * <p>
 * Thread: the connection's event loop.
 */
final class Http2Heads {
    static final int PREFACE_BYTES = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII).length;
    private static final int FRAME_HEADER_BYTES = 9;
    private static final int LENGTH_BYTES = 3;
    private static final int TYPE_AT = 3;
    private static final int FLAGS_AT = 4;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    private int prefaceLeft;
    private boolean firstFrame = true;
    private int headerBytes;
    private int payloadLeft;
    private int type;
    private int flags;
    /** Whether the last frame of a head had no END_HEADERS flag, so that CONTINUATION frames follow. */
    private boolean continued;
    private long completed;

    /** @param prefaceSeen the number of bytes of the preface that were received already */
    Http2Heads(int prefaceSeen) {
        prefaceLeft = PREFACE_BYTES - prefaceSeen;
    }

    /** Returns the number of complete heads. */
    long completed() {
        return completed;
    }

    /** Returns whether a head has begun, or the connection has only just started, and is not complete. */
    boolean isUnderWay() {
        return prefaceLeft > 0 || firstFrame || continued || headerBytes > 0 && headerBytes < FRAME_HEADER_BYTES
                || headerBytes == FRAME_HEADER_BYTES && isHead();
    }

    private boolean isHead() {
        return type == HEADERS || type == CONTINUATION;
    }

    /**
     * Inspects received bytes up to the end of the head that reaches a number.
     *
     * @param bytes not consumed
     * @param most no more is inspected once so many heads are complete
     * @return the number of bytes inspected
     */
    int inspect(ByteBuf bytes, long most) {
        int at = bytes.readerIndex();
        int skipped = Math.min(prefaceLeft, bytes.readableBytes());
        prefaceLeft -= skipped;
        at += skipped;
        while (at < bytes.writerIndex() && completed < most) {
            if (headerBytes < FRAME_HEADER_BYTES) {
                inspectHeader(bytes.getUnsignedByte(at++));
            } else {
                int part = Math.min(payloadLeft, bytes.writerIndex() - at);
                payloadLeft -= part;
                at += part;
            }
            if (headerBytes == FRAME_HEADER_BYTES && payloadLeft == 0) {
                endFrame();
            }
        }
        return at - bytes.readerIndex();
    }

    private void inspectHeader(int octet) {
        if (headerBytes < LENGTH_BYTES) {
            payloadLeft = payloadLeft << Byte.SIZE | octet;
        } else if (headerBytes == TYPE_AT) {
            type = octet;
        } else if (headerBytes == FLAGS_AT) {
            flags = octet;
        }
        headerBytes++;
    }

    private void endFrame() {
        headerBytes = 0;
        if (isHead()) {
            continued = (flags & END_HEADERS) == 0;
        }
        if (firstFrame || isHead() && !continued) {
            completed++;
        }
        firstFrame = false;
    }
}
