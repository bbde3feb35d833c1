package io.quarkiverse.socketio.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;

/**
 * The least that a server in Java can do for the load of {@link RedisLoad}: Netty with its native transport and one event loop
 * per processor. It knows the few packets of that load by their first characters, and writes an event as the same bytes to
 * every client, without rooms, limits or heartbeats; the hosts exchange the bytes over a channel of Redis.
 * <pre>{@code
 * java -cp 'integration-tests/fixtures/target/quarkus-app/lib/main/*' benchmarks/src/main/java/io/quarkiverse/socketio/benchmarks/NettyFloor.java <port> <port of Redis>
 * }</pre>
 */
public class NettyFloor {
    private static final String CHANNEL = "floor";
    private static final String SELF = UUID.randomUUID().toString();
    private static final String OPEN = "0{\"sid\":\"floor\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,"
            + "\"maxPayload\":1000000}";
    private static final String EVENT = "42[\"room\",\"all\",";

    private final EventLoopGroup loops = new EpollEventLoopGroup(Runtime.getRuntime().availableProcessors());
    /** The clients of each event loop, used on that loop only. */
    private final Map<EventLoop, List<ChannelHandlerContext>> clients = new HashMap<>();
    private Channel commands;

    public static void main(String[] args) throws Exception {
        new NettyFloor().start(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
    }

    private void start(int port, int redisPort) throws InterruptedException {
        loops.forEach(loop -> clients.put((EventLoop) loop, new ArrayList<>()));
        commands = connect(redisPort);
        write(connect(redisPort), "SUBSCRIBE", CHANNEL);
        new ServerBootstrap().group(loops).channel(EpollServerSocketChannel.class).childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(1000), new Ready(),
                                new WebSocketServerProtocolHandler("/socket.io/", null, false, 65536, false, true),
                                new Client());
                    }
                }).bind("127.0.0.1", port).sync();
    }

    private Channel connect(int redisPort) throws InterruptedException {
        return new Bootstrap().group(loops).channel(EpollSocketChannel.class).option(ChannelOption.TCP_NODELAY, true)
                .handler(new Messages()).connect("127.0.0.1", redisPort).sync().channel();
    }

    /** Sends a command to Redis. */
    private static void write(Channel to, String... arguments) {
        StringBuilder text = new StringBuilder("*" + arguments.length + "\r\n");
        for (String argument : arguments) {
            text.append('$').append(argument.length()).append("\r\n").append(argument).append("\r\n");
        }
        to.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1), to.voidPromise());
    }

    /** Writes an event to all clients of this host. */
    private void deliver(String packet) {
        byte[] text = packet.getBytes(StandardCharsets.ISO_8859_1);
        clients.forEach((loop, own) -> {
            ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer(4 + text.length);
            frame.writeByte(0x81);
            if (text.length < 126) {
                frame.writeByte(text.length);
            } else {
                frame.writeByte(126).writeShort(text.length);
            }
            frame.writeBytes(text);
            loop.execute(() -> {
                for (ChannelHandlerContext client : own) {
                    client.writeAndFlush(frame.retainedDuplicate(), client.voidPromise());
                }
                frame.release();
            });
        });
    }

    /** Reads replies of Redis: an array of 3 texts is a message; all others are skipped. */
    private final class Messages extends ByteToMessageDecoder {
        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            int start = in.readerIndex();
            List<String> parts = new ArrayList<>();
            int lines = 1;
            for (int line = 0; line < lines; line++) {
                int end = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
                if (end < 0) {
                    in.readerIndex(start);
                    return;
                }
                String text = in.toString(in.readerIndex(), end - 1 - in.readerIndex(), StandardCharsets.ISO_8859_1);
                in.readerIndex(end + 1);
                if (text.startsWith("*")) {
                    lines += Integer.parseInt(text.substring(1));
                } else if (text.startsWith("$")) {
                    int length = Integer.parseInt(text.substring(1));
                    if (in.readableBytes() < length + 2) {
                        in.readerIndex(start);
                        return;
                    }
                    parts.add(in.toString(in.readerIndex(), length, StandardCharsets.ISO_8859_1));
                    in.skipBytes(length + 2);
                }
            }
            if (parts.size() == 3 && !parts.get(2).startsWith(SELF)) {
                deliver(parts.get(2).substring(SELF.length()));
            }
        }
    }

    /** Responds that the server is ready. */
    private static final class Ready extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            if (request.headers().contains(HttpHeaderNames.UPGRADE, "websocket", true)) {
                context.fireChannelRead(request.retain());
                return;
            }
            DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
            context.writeAndFlush(response);
        }
    }

    private final class Client extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
                context.writeAndFlush(new TextWebSocketFrame(OPEN));
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            String packet = frame.text();
            if (packet.equals("40")) {
                context.writeAndFlush(new TextWebSocketFrame("40{\"sid\":\"floor\"}"));
            } else if (packet.startsWith("421")) {
                clients.get(context.channel().eventLoop()).add(context.pipeline().firstContext());
                context.writeAndFlush(new TextWebSocketFrame("431[]"));
            } else if (packet.startsWith(EVENT)) {
                String event = "42[\"room-back\"," + packet.substring(EVENT.length());
                write(commands, "PUBLISH", CHANNEL, SELF + event);
                deliver(event);
            }
        }
    }
}
