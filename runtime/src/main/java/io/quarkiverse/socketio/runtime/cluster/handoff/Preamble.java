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
 * The bytes before those of a proxied or relayed connection: {@code u16 length}, {@code u8 version}, {@code u8 kind},
 * {@code u8 length} and the token, both addresses, each {@code u8 length}, 4 or 16 bytes, {@code i32 scope},
 * {@code u16 port}, and, of a relayed connection that came over TLS, {@link TlsSessionDetails}.
 * <p>
 * Thread: any.
 *
 * @param token that the worker was launched with; empty between workers
 * @param client whose connection it is
 * @param server the address it came to
 * @param tls what was ended before it was relayed
 */
public record Preamble(ServerKind kind, String token, InetSocketAddress client, InetSocketAddress server,
        @Nullable TlsSessionDetails tls) {
    static final int VERSION = 1;
    /** What the worker answers, once, before any byte of the connection. */
    static final int ACCEPTED = VERSION;
    /** What it answers instead when it has no descriptors left: another worker may have. */
    static final int REFUSED = 0;
    static final int MAX_PROXIED = 512;
    /** The rest is for certificates: the JDK takes no handshake message above 32 KB. */
    static final int MAX_RELAYED = 0xffff;

    /** Of a proxied connection. */
    Preamble(ServerKind kind, String token, InetSocketAddress client, InetSocketAddress server) {
        this(kind, token, client, server, null);
    }

    /**
     * Of a relayed connection.
     *
     * @throws IllegalArgumentException when there is more of it than another worker reads
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
     * Takes it from the first bytes.
     *
     * @param maxLength without the length itself
     * @return null, and nothing taken, when it is not complete
     * @throws IllegalArgumentException when these bytes do not begin with one; what is taken then is undefined
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
