package io.quarkiverse.socketio.runtime.cluster.handoff;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The header in front of the bytes of a proxied or relayed connection: {@code u16 length}, {@code u8 version}, {@code u8 kind},
 * {@code u8 length} and the token, both addresses, each {@code u8 length}, 4 or 16 bytes, {@code i32 scope}, {@code u16 port},
 * and, of a relayed connection that came over TLS, {@link TlsSessionDetails}.
 * <p>
 * Thread: any.
 *
 * @param token that the worker was launched with; empty between workers
 * @param client the address of the client
 * @param server the address to which the client connected
 * @param tls the TLS session of a relayed connection; null if it has none
 */
public record Preamble(ServerKind kind, String token, InetSocketAddress client, InetSocketAddress server,
        @Nullable TlsSessionDetails tls) {
    static final int VERSION = 1;
    /** The byte that the worker sends when it has adopted a proxied connection, before any byte of the connection. */
    static final int ACCEPTED = VERSION;
    /** The byte that it sends instead when it has no file descriptors left: another worker may have some. */
    static final int REFUSED = 0;
    static final int MAX_PROXIED = 512;
    /** Leaves room for certificates: the JDK takes no handshake message above 32 KB. */
    public static final int MAX_RELAYED = 0xffff;

    /** Creates the preamble of a proxied connection. */
    Preamble(ServerKind kind, String token, InetSocketAddress client, InetSocketAddress server) {
        this(kind, token, client, server, null);
    }

    /**
     * Encodes the preamble of a relayed connection.
     *
     * @throws IllegalArgumentException when it is longer than another worker reads
     */
    public static ByteBuf ofRelayed(InetSocketAddress client, InetSocketAddress server, @Nullable TlsSessionDetails tls,
            ByteBufAllocator allocator) {
        ByteBuf out = allocator.buffer();
        try {
            new Preamble(ServerKind.RELAYED, "", client, server, tls).encode(out);
            return out;
        } catch (RuntimeException e) {
            out.release();
            throw e;
        }
    }

    void encode(ByteBuf out) {
        int start = out.writerIndex();
        byte[] secret = token.getBytes(StandardCharsets.UTF_8);
        out.writeShort(0).writeByte(VERSION).writeByte(kind.ordinal()).writeByte(secret.length).writeBytes(secret);
        encode(client, out);
        encode(server, out);
        if (tls != null) {
            tls.encode(out);
        }
        if (out.writerIndex() - start - Short.BYTES > MAX_RELAYED) {
            throw new IllegalArgumentException("more than " + MAX_RELAYED + " bytes of certificates");
        }
        out.setShort(start, out.writerIndex() - start - Short.BYTES);
    }

    private static void encode(InetSocketAddress address, ByteBuf out) {
        InetAddress host = address.getAddress();
        byte[] bytes = host.getAddress();
        out.writeByte(bytes.length).writeBytes(bytes).writeInt(host instanceof Inet6Address six ? six.getScopeId() : 0)
                .writeShort(address.getPort());
    }

    /**
     * Decodes the preamble at the start of a connection's bytes.
     *
     * @param maxLength the maximum length, without the length field
     * @return null, with nothing consumed, when it is not complete
     * @throws IllegalArgumentException when it is not valid; how much is consumed is undefined then
     */
    static @Nullable Preamble decode(ByteBuf in, int maxLength) {
        if (in.readableBytes() < Short.BYTES) {
            return null;
        }
        int length = in.getUnsignedShort(in.readerIndex());
        if (length > maxLength) {
            throw new IllegalArgumentException("a preamble of " + length + " bytes");
        }
        if (in.readableBytes() < Short.BYTES + length) {
            return null;
        }
        try {
            return decodeWhole(in.skipBytes(Short.BYTES).readSlice(length));
        } catch (IndexOutOfBoundsException | UnknownHostException e) {
            throw new IllegalArgumentException("a broken preamble", e);
        }
    }

    private static Preamble decodeWhole(ByteBuf in) throws UnknownHostException {
        int version = in.readUnsignedByte();
        ServerKind kind = ServerKind.at(in.readUnsignedByte());
        if (version != VERSION || kind == null) {
            throw new IllegalArgumentException("a preamble of version " + version + " and kind " + kind);
        }
        String token = in.readCharSequence(in.readUnsignedByte(), StandardCharsets.UTF_8).toString();
        InetSocketAddress client = decodeAddress(in);
        InetSocketAddress server = decodeAddress(in);
        return new Preamble(kind, token, client, server,
                kind == ServerKind.RELAYED && in.isReadable() ? TlsSessionDetails.decode(in) : null);
    }

    private static InetSocketAddress decodeAddress(ByteBuf in) throws UnknownHostException {
        byte[] bytes = new byte[in.readUnsignedByte()];
        in.readBytes(bytes);
        int scope = in.readInt();
        InetAddress host = bytes.length == 4 || scope == 0 ? InetAddress.getByAddress(bytes)
                : Inet6Address.getByAddress(null, bytes, scope);
        return new InetSocketAddress(host, in.readUnsignedShort());
    }
}
