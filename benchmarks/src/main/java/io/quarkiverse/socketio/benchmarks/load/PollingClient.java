package io.quarkiverse.socketio.benchmarks.load;

import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/**
 * A client of Socket.IO over HTTP long-polling, with one connection for its GET requests and one for its POST requests, or a
 * connection for each request.
 * <p>
 * Thread: that of the {@link Generator}.
 */
final class PollingClient {
    private static final byte SEPARATOR = 0x1e;

    /** What a client does with its session. */
    interface Listener {
        void connected(PollingClient client);

        /** A packet of Socket.IO, with the type of Engine.IO's packet before it. */
        void packet(PollingClient client, ByteBuf packet);

        void failed(Client client, String why);
    }

    private final Client.Address address;
    private final Listener listener;
    private final Connection polls = new Connection();
    private final Connection posts = new Connection();
    private String sid = "";
    private final boolean keepsConnections;
    private boolean polling;
    private boolean stopped;
    private Runnable whenPaused;

    /** @param keepsConnections false for a connection for each request */
    PollingClient(Client.Address address, Listener listener, boolean keepsConnections) {
        this.address = address;
        this.listener = listener;
        this.keepsConnections = keepsConnections;
    }

    void open() {
        polls.request(HttpMethod.GET, "", body -> {
            String open = body.toString(StandardCharsets.UTF_8);
            int start = open.indexOf("\"sid\":\"") + 7;
            if (!open.startsWith("0{") || start < 7) {
                throw Payload.wrong(body);
            }
            sid = "&sid=" + open.substring(start, open.indexOf('"', start));
            post(Unpooled.copiedBuffer("40" + address.prefix(), StandardCharsets.US_ASCII));
            poll();
        });
    }

    String sid() {
        return sid.substring(5);
    }

    private void poll() {
        polling = true;
        polls.request(HttpMethod.GET, "", body -> {
            polling = false;
            while (body.isReadable()) {
                int length = body.bytesBefore(SEPARATOR);
                packet(body.readSlice(length < 0 ? body.readableBytes() : length));
                body.skipBytes(length < 0 ? 0 : 1);
            }
            if (!stopped) {
                poll();
            } else if (whenPaused != null) {
                whenPaused.run();
            }
        });
    }

    private void packet(ByteBuf packet) {
        byte type = packet.getByte(packet.readerIndex());
        if (type == '2') {
            post(Unpooled.copiedBuffer("3", StandardCharsets.US_ASCII));
        } else if (type == '4' && packet.getByte(packet.readerIndex() + 1) == '0') {
            listener.connected(this);
        } else if (type == '4') {
            listener.packet(this, packet);
        } else if (type != '6') {
            throw Payload.wrong(packet);
        }
    }

    void post(ByteBuf packet) {
        post(packet, () -> {
            // nothing to do
        });
    }

    private void post(ByteBuf packet, Runnable then) {
        posts.request(HttpMethod.POST, packet, body -> {
            if (!body.toString(StandardCharsets.US_ASCII).equalsIgnoreCase("ok")) {
                throw Payload.wrong(body);
            }
            then.run();
        });
    }

    /** Sends no further GET requests, and runs the task when the last one is answered. */
    void pause(Runnable then) {
        stopped = true;
        if (polling) {
            whenPaused = then;
        } else {
            then.run();
        }
    }

    /** Ends the session with a packet, and runs the task when the server has answered. */
    void end(Runnable then) {
        stopped = true;
        post(Unpooled.copiedBuffer("1", StandardCharsets.US_ASCII), then);
    }

    void close() {
        polls.close();
        posts.close();
    }

    /** One connection after the other, each of which sends its requests one after the other. */
    private final class Connection extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        /** The request that has been sent, and what is to be done with the answer; null if none is on its way. */
        private Runnable sent;
        private Consumer<ByteBuf> answer;
        private Channel channel;
        private boolean opening;
        private boolean hasAnswered;
        private boolean closed;

        @Override
        public boolean isSharable() {
            return true; // by the connections that follow each other
        }

        void request(HttpMethod method, String body, Consumer<ByteBuf> then) {
            request(method, Unpooled.copiedBuffer(body, StandardCharsets.US_ASCII), then);
        }

        void request(HttpMethod method, ByteBuf body, Consumer<ByteBuf> then) {
            waiting.add(() -> {
                answer = then;
                DefaultFullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method,
                        "/socket.io/?EIO=4&transport=polling" + sid, body.retainedDuplicate());
                request.headers().set(HttpHeaderNames.HOST, "127.0.0.1:" + address.port());
                if (HttpMethod.POST.equals(method)) {
                    request.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain;charset=UTF-8")
                            .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
                }
                if (!keepsConnections) {
                    request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
                }
                channel.writeAndFlush(request);
            });
            if (channel == null) {
                openOnce();
            } else {
                next();
            }
        }

        /** A server may close a connection between two requests. */
        private void openAgain() {
            channel = null;
            opening = false;
            if (!waiting.isEmpty()) {
                openOnce();
            }
        }

        private void next() {
            if (channel != null && answer == null && !waiting.isEmpty()) {
                sent = waiting.poll();
                sent.run();
            }
        }

        private void openOnce() {
            if (opening) {
                return;
            }
            opening = true;
            new Bootstrap().group(Generator.loop()).channel(EpollSocketChannel.class).option(ChannelOption.TCP_NODELAY, true)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel opened) {
                            opened.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(1 << 20),
                                    Connection.this);
                        }
                    }).connect("127.0.0.1", address.port()).addListener(result -> {
                        if (!result.isSuccess()) {
                            listener.failed(null, "no connection: " + result.cause());
                        }
                    });
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            channel = context.channel();
            hasAnswered = false;
            next();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            if (response.status().code() != 200 || answer == null) {
                throw new LoadException("HTTP " + response.status() + ", or an answer to no request: "
                        + response.content().toString(StandardCharsets.UTF_8));
            }
            Consumer<ByteBuf> then = answer;
            answer = null;
            hasAnswered = true;
            if (!keepsConnections || !HttpUtil.isKeepAlive(response)) {
                channel = null; // so that its end is not that of the next connection
                context.close();
                openAgain();
            }
            then.accept(response.content());
            next();
        }

        /**
         * A server that closes a connection which it said to keep may not have seen a request that was sent meanwhile: as
         * browsers do, it is sent again on another connection, unless it was the first of its connection.
         */
        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (closed || context.channel() != channel) {
                return;
            }
            if (answer == null) {
                openAgain();
            } else if (hasAnswered) {
                answer = null;
                waiting.addFirst(sent);
                openAgain();
            } else {
                closed = true;
                listener.failed(null, "the server closed a connection of HTTP without an answer");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (isReset(cause) && hasAnswered) {
                context.close();
                return;
            }
            listener.failed(null, cause.toString());
            close();
        }

        /** Reading from a connection whose reset a write has met already fails with ENOTCONN. */
        private static boolean isReset(Throwable cause) {
            return cause instanceof IOException || cause instanceof NotYetConnectedException;
        }

        void close() {
            closed = true;
            if (channel != null) {
                channel.close();
            }
        }
    }
}
