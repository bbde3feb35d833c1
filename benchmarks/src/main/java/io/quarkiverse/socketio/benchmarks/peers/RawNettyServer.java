package io.quarkiverse.socketio.benchmarks.peers;

import java.nio.charset.StandardCharsets;
import java.util.Collection;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
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
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;

/** The {@link Floor} on Netty, with its native transport and codecs, and one event loop. {@code java RawNettyServer <port>} */
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
                        channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(65536), new Polling(),
                                new WebSocketServerProtocolHandler("/socket.io/", null, false, 65536, false, true),
                                new WebSocket());
                    }
                }).bind("127.0.0.1", port).sync();
    }

    /** Encodes the frame once. */
    private static void broadcast(Collection<Floor.Session> to, ByteBuf packet) {
        int length = packet.readableBytes();
        ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer(4 + length);
        frame.writeByte(0x81);
        if (length < 126) {
            frame.writeByte(length);
        } else {
            frame.writeByte(126).writeShort(length);
        }
        frame.writeBytes(packet);
        packet.release();
        for (Floor.Session session : to) {
            ((WebSocket) session.out()).encoded(frame.retainedDuplicate());
        }
        frame.release();
    }

    private final class Polling extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            if (request.headers().contains(HttpHeaderNames.UPGRADE, "websocket", true)) {
                context.fireChannelRead(request.retain());
                return;
            }
            Floor.Session session = floor.session(Floor.sid(request.uri()));
            if (request.method() == HttpMethod.GET) {
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

    private final class WebSocket extends SimpleChannelInboundHandler<WebSocketFrame> implements Floor.WebSocketOut {
        private ChannelHandlerContext context;
        private ChannelHandlerContext first;
        private Floor.Session session;

        @Override
        public void userEventTriggered(ChannelHandlerContext opened, Object event) {
            if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete handshake) {
                context = opened;
                first = opened.pipeline().firstContext();
                session = floor.session(Floor.sid(handshake.requestUri()));
                session.webSocket(this);
                opened.flush();
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext read, WebSocketFrame frame) {
            if (frame instanceof TextWebSocketFrame) {
                session.text(frame.content(), this);
            } else {
                session.binary(frame.content());
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext read) {
            read.flush();
        }

        @Override
        public void channelInactive(ChannelHandlerContext inactive) {
            if (session != null) {
                session.closed();
            }
        }

        @Override
        public void text(ByteBuf packet) {
            context.write(new TextWebSocketFrame(packet), context.voidPromise());
        }

        @Override
        public void binary(ByteBuf data) {
            context.write(new BinaryWebSocketFrame(data), context.voidPromise());
        }

        void encoded(ByteBuf frame) {
            first.writeAndFlush(frame, first.voidPromise());
        }
    }
}
