package io.quarkiverse.socketio.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;

/**
 * A client of Socket.IO over WebSocket that costs little: it reads packets in place, and answers heartbeats.
 * <p>
 * Thread: the event loop of the connection.
 */
final class Client extends Frames {
    /** What a client does with its connection; called on the event loop. */
    interface Listener {
        /** The server accepted the namespace. */
        void connected(Client client);

        /** A packet of the namespace, with the type of Engine.IO's packet before it; valid during the call. */
        default void packet(Client client, ByteBuf packet) {
            throw new IllegalStateException("unexpected packet " + packet.toString(StandardCharsets.UTF_8));
        }

        /** An attachment of the packet before; valid during the call. */
        default void attachment(Client client, ByteBuf bytes) {
            throw new IllegalStateException("unexpected attachment");
        }

        /** The server can be reached by WebSocket, to which a session that polls is to be upgraded. */
        default void probed(Client client) {
            client.confirmUpgrade();
        }

        /** There is no connection. */
        default void refused(Client client, String why) {
            failed(client, why);
        }

        /** The connection has failed, or is closed though this client did not close it. */
        void failed(Client client, String why);
    }

    private static final ByteBuf PONG = constant("3");
    private static final ByteBuf PROBE = constant("2probe");
    private static final ByteBuf UPGRADE = constant("5");

    private final Address address;
    private final String sid;
    private Listener listener;
    private ChannelHandlerContext context;
    private boolean closing;

    /** A server and the namespace to connect to. */
    record Address(int port, String namespace) {
        /** Returns what is between the type of a packet and its id. */
        String prefix() {
            return namespace.equals("/") ? "" : namespace + ",";
        }
    }

    private Client(Address address, String sid, Listener listener) {
        this.address = address;
        this.sid = sid;
        this.listener = listener;
    }

    static Client open(EventLoop loop, Address address, Listener listener) {
        return upgrade(loop, address, null, listener);
    }

    /** Continues a session that has begun with polling, and is connected to the namespace. */
    static Client upgrade(EventLoop loop, Address address, String sid, Listener listener) {
        Client client = new Client(address, sid, listener);
        new Bootstrap().group(loop).channel(EpollSocketChannel.class).option(ChannelOption.TCP_NODELAY, true)
                .handler(client).connect("127.0.0.1", address.port()).addListener(result -> {
                    if (!result.isSuccess()) {
                        client.closing = true;
                        client.listener.refused(client, "no connection: " + result.cause());
                    }
                });
        return client;
    }

    private static ByteBuf constant(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        String request = "GET /socket.io/?EIO=4&transport=websocket" + (sid == null ? "" : "&sid=" + sid) + " HTTP/1.1\r\n"
                + "Host: 127.0.0.1:" + address.port() + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n\r\n";
        active.writeAndFlush(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
    }

    @Override
    void upgraded() {
        if (sid != null) {
            send(TEXT, PROBE);
        }
    }

    @Override
    void text(ByteBuf message) {
        switch (message.getByte(0)) {
            case '0' -> send(TEXT, Unpooled.copiedBuffer("40" + address.prefix(), StandardCharsets.US_ASCII));
            case '2' -> send(TEXT, PONG);
            case '3' -> listener.probed(this);
            case '4' -> ofSocket(message);
            case '6' -> {
                // nothing to do
            }
            default -> throw new IllegalStateException("unexpected " + message.toString(StandardCharsets.UTF_8));
        }
    }

    /** Uses this connection for the session from now on. */
    void confirmUpgrade() {
        send(TEXT, UPGRADE);
        listener.connected(this);
    }

    private void ofSocket(ByteBuf message) {
        byte type = message.getByte(1);
        if (type == '0') {
            listener.connected(this);
        } else if (type == '1' || type == '4') {
            throw new IllegalStateException("disconnected: " + message.toString(StandardCharsets.UTF_8));
        } else {
            listener.packet(this, message);
        }
    }

    @Override
    void binary(ByteBuf message) {
        listener.attachment(this, message);
    }

    /** Writes a message, which is sent after all that was received is read, or by {@link #flush}. */
    void send(int opcode, ByteBuf message) {
        context.write(frame(context.alloc(), opcode, message), context.voidPromise());
    }

    void send(String text) {
        send(TEXT, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }

    /** Returns what is between the type of a packet and its id. */
    String prefix() {
        return address.prefix();
    }

    /** Passes what comes from now on to another listener. */
    void listenWith(Listener other) {
        listener = other;
    }

    void flush() {
        context.flush();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext read) throws Exception {
        super.channelReadComplete(read);
        read.flush();
    }

    void close() {
        closing = true;
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        if (!closing) {
            closing = true;
            listener.failed(this, "the server closed the connection");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
        if (!closing) {
            closing = true;
            Throwable reason = cause.getCause() == null ? cause : cause.getCause();
            listener.failed(this,
                    reason instanceof IOException ? "the server closed the connection: " + reason : reason.toString());
        }
        failed.close();
    }

    /** Returns whether a buffer has these bytes at an index. */
    static boolean has(ByteBuf in, int index, ByteBuf expected) {
        return in.writerIndex() - index >= expected.readableBytes()
                && ByteBufUtil.equals(in, index, expected, expected.readerIndex(), expected.readableBytes());
    }
}
