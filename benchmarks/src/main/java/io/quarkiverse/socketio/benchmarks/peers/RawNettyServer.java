package io.quarkiverse.socketio.benchmarks.peers;

import java.nio.charset.StandardCharsets;
import java.util.Collection;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;

/**
 * The {@link Floor} on Netty, with its native transport and one event loop. {@code java RawNettyServer <port>}
 * <p>
 * After the handshake it reads and writes the bytes of frames itself, without Netty's codec and its objects, and writes the
 * responses to all frames of one read at once: less cannot be done for a message.
 */
public final class RawNettyServer {
    private final Floor floor = new Floor(RawNettyServer::broadcast);

    private RawNettyServer() {
    }

    public static void main(String[] args) throws InterruptedException {
        new RawNettyServer().start(Integer.parseInt(args[0]));
        System.out.println("ready");
    }

    private void start(int port) throws InterruptedException {
        new ServerBootstrap().group(new EpollEventLoopGroup(1)).channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024).childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(65536), new Http());
                    }
                }).bind("127.0.0.1", port).sync();
    }

    /** Encodes the frame once. */
    private static void broadcast(Collection<Floor.Session> to, ByteBuf packet) {
        int length = packet.readableBytes();
        ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer(4 + length);
        writeHeader(frame, Frames.TEXT, length);
        frame.writeBytes(packet);
        packet.release();
        for (Floor.Session session : to) {
            ((Frames) session.out()).encoded(frame.retainedDuplicate());
        }
        frame.release();
    }

    private final class Http extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            Floor.Session session = floor.session(Floor.sid(request.uri()));
            if (request.headers().contains(HttpHeaderNames.UPGRADE, "websocket", true)) {
                new WebSocketServerHandshaker13(null, null, false, 65536).handshake(context.channel(), request)
                        .addListener(done -> {
                            context.pipeline().remove("wsencoder");
                            context.pipeline().replace("wsdecoder", null, new Frames(session));
                        });
            } else if (HttpMethod.GET.equals(request.method())) {
                session.poll(answer -> respond(context, answer));
            } else {
                session.post(request.content());
                respond(context, "ok");
            }
        }

        private void respond(ChannelHandlerContext context, String text) {
            DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK,
                    Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=UTF-8")
                    .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
            context.writeAndFlush(response, context.voidPromise());
        }
    }

    /** Reads and writes frames (RFC 6455, 5.2). Frames of the load generator are not fragmented, and masked. */
    private static final class Frames extends ChannelInboundHandlerAdapter implements Floor.WebSocketOut {
        private static final int TEXT = 0x81;
        private static final int BINARY = 0x82;
        private static final int CLOSE = 0x88;
        private final Floor.Session session;
        private ChannelHandlerContext context;
        private ByteBuf incomplete = Unpooled.EMPTY_BUFFER;
        private ByteBuf out;
        private boolean reading;

        Frames(Floor.Session session) {
            this.session = session;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
            session.webSocket(this);
        }

        @Override
        public void channelRead(ChannelHandlerContext read, Object message) {
            reading = true;
            ByteBuf in = (ByteBuf) message;
            if (incomplete.isReadable()) {
                in = Unpooled.wrappedBuffer(incomplete, in);
            }
            boolean more = true;
            while (more) {
                more = readFrame(in);
            }
            incomplete = in.isReadable() ? in.copy() : Unpooled.EMPTY_BUFFER;
            in.release();
        }

        /** Returns whether there was a whole frame. */
        private boolean readFrame(ByteBuf in) {
            int start = in.readerIndex();
            if (in.readableBytes() < 6) {
                return false;
            }
            int length = in.getByte(start + 1) & 0x7f;
            int head = length < 126 ? 2 : length == 126 ? 4 : 10;
            if (in.readableBytes() < head + 4) {
                return false;
            }
            length = head == 2 ? length : head == 4 ? in.getUnsignedShort(start + 2) : (int) in.getLong(start + 2);
            if (in.readableBytes() < head + 4 + length) {
                return false;
            }
            ByteBuf payload = in.slice(start + head + 4, length);
            unmask(payload, in.getInt(start + head));
            in.skipBytes(head + 4 + length);
            switch (in.getUnsignedByte(start)) {
                case TEXT -> session.text(payload, this);
                case BINARY -> session.binary(payload);
                case CLOSE -> write(CLOSE, payload.retain());
                default -> throw new IllegalStateException("a frame that the load generator does not send");
            }
            return true;
        }

        private static void unmask(ByteBuf payload, int mask) {
            int i = 0;
            long longMask = (long) mask << 32 | mask & 0xffffffffL;
            for (; i + 8 <= payload.readableBytes(); i += 8) {
                payload.setLong(i, payload.getLong(i) ^ longMask);
            }
            for (; i < payload.readableBytes(); i++) {
                payload.setByte(i, payload.getByte(i) ^ mask >>> 24 - 8 * (i & 3));
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext read) {
            reading = false;
            flush();
        }

        @Override
        public void channelInactive(ChannelHandlerContext inactive) {
            session.closed();
        }

        @Override
        public void text(ByteBuf packet) {
            write(TEXT, packet);
        }

        @Override
        public void binary(ByteBuf data) {
            write(BINARY, data);
        }

        private void write(int first, ByteBuf payload) {
            int length = payload.readableBytes();
            if (out == null) {
                out = context.alloc().directBuffer(4 + length);
            }
            writeHeader(out, first, length);
            out.writeBytes(payload);
            payload.release();
            if (!reading) {
                flush();
            }
        }

        private void flush() {
            if (out != null) {
                context.writeAndFlush(out, context.voidPromise());
                out = null;
            }
        }

        /** Writes a frame that others get too. */
        void encoded(ByteBuf frame) {
            flush();
            context.writeAndFlush(frame, context.voidPromise());
        }
    }

    private static void writeHeader(ByteBuf frame, int first, int length) {
        frame.writeByte(first);
        if (length < 126) {
            frame.writeByte(length);
        } else {
            frame.writeByte(126).writeShort(length);
        }
    }
}
