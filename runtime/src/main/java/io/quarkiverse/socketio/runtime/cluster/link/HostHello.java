package io.quarkiverse.socketio.runtime.cluster.link;

import io.netty.buffer.ByteBuf;

/**
 * The beginning of a connection of another host: {@code i32 length}, {@code u8 version}, {@code u8 type}, {@code u16} incarnation
 * of the worker for which it relays a request. The primary reads no more: it gives the connection to that worker.
 * <p>
 * Thread: any.
 */
public final class HostHello {
    public static final int VERSION = 1;
    public static final int TYPE = 1;
    /** The number of bytes that {@link #ownerIn} needs. */
    public static final int LENGTH = Integer.BYTES + 2 + Short.BYTES;
    private static final int MAX_INCARNATION = 4095;

    private HostHello() {
    }

    /**
     * Returns the worker that a connection is for.
     *
     * @param seen the first bytes of the connection, at least {@link #LENGTH}; nothing is consumed
     * @return its incarnation; {@link Affinity#NONE} if any will do, as the bytes name none: those of TLS, for instance
     */
    public static int ownerIn(ByteBuf seen) {
        int type = seen.readerIndex() + Integer.BYTES;
        if (seen.getByte(type) != VERSION || seen.getByte(type + 1) != TYPE) {
            return Affinity.NONE;
        }
        int incarnation = seen.getUnsignedShort(type + 2);
        return incarnation <= MAX_INCARNATION ? incarnation : Affinity.NONE;
    }
}
