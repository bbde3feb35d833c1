package io.quarkiverse.socketio.runtime.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.NetServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Tests that no target and no header field of a request is something else in the request that is relayed. */
class RelayedRequestTest {
    private final Vertx vertx = Vertx.vertx();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private NetServer owner;
    private HttpClient toOwner;
    private int port;

    @BeforeEach
    void listen() throws Exception {
        owner = get(vertx.createNetServer().connectHandler(socket -> {
            Buffer all = Buffer.buffer();
            socket.handler(bytes -> {
                all.appendBuffer(bytes);
                if (all.toString().endsWith("\r\n\r\n")) {
                    received.add(all.toString());
                    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                }
            });
        }).listen(0, "127.0.0.1"));
        toOwner = vertx.createHttpClient(new HttpClientOptions());
        Router router = Router.router(vertx);
        router.route().handler(context -> new RelayedRequest(context, new ToOwner()).start());
        port = get(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1")).actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private final class ToOwner implements Owner {
        @Override
        public Future<HttpClientRequest> open(HttpServerRequest request) {
            return toOwner.request(new RequestOptions().setMethod(request.method()).setURI(RelayedTarget.of(request))
                    .setHost("127.0.0.1").setPort(owner.actualPort()));
        }

        @Override
        public boolean keeps(HttpConnection connection) {
            return false;
        }

        @Override
        public void refuse(RoutingContext context, Throwable why) {
            context.response().setStatusCode(400).end();
        }
    }

    /** Sends a request of HTTP/2, whose fields nobody checks; returns its status, or how its stream ended. */
    private String status(String path, String... fields) throws Exception {
        CompletableFuture<String> status = new CompletableFuture<>();
        Channel connection = new Bootstrap().group(((VertxInternal) vertx).getEventLoopGroup()).channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(Http2FrameCodecBuilder.forClient().validateHeaders(false).build(),
                                new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
                    }
                }).connect("127.0.0.1", port).sync().channel();
        Http2StreamChannel stream = new Http2StreamChannelBootstrap(connection).handler(new Status(status)).open().sync()
                .getNow();
        DefaultHttp2Headers headers = new DefaultHttp2Headers(false);
        headers.method("GET").scheme("http").authority("localhost").path(path);
        for (int i = 0; i < fields.length; i += 2) {
            headers.set(fields[i], fields[i + 1]);
        }
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers, true)).sync();
        String received = status.get(60, TimeUnit.SECONDS);
        connection.close();
        return received;
    }

    /** Waits for the status of a response. */
    private static final class Status extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<String> status;

        Status(CompletableFuture<String> status) {
            this.status = status;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            if (frame instanceof Http2HeadersFrame head) {
                status.complete(String.valueOf(head.headers().status()));
            }
            ReferenceCountUtil.release(frame);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof Http2ResetFrame) {
                status.complete("reset");
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            status.complete("closed");
        }
    }

    @Test
    void aRequestOfHttp2IsRelayedInHttp1() throws Exception {
        assertThat(status("/a?b=%20c", "x", "a b", "cookie", "c=d")).isEqualTo("200");
        assertThat(received).containsExactly("GET /a?b=%20c HTTP/1.1\r\nx: a b\r\ncookie: c=d\r\nhost: localhost\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/a b", "/a?b=c d", "/a?b= HTTP/1.1\r\nX: y\r\n\r\nGET /c", "/a\nb", "/a\tb", "/a\0b",
            "/a\u007fb" })
    void aTargetThatEndsEarlierInHttp1IsRefused(String target) throws Exception {
        assertThat(status(target)).isEqualTo("400");
        assertThat(received).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "x,a\\r\\nY: z", "x,a\\nY: z", "x\\r\\ny,z", "x y,z", "x:,y", "x,a\\0b" })
    void aFieldThatIsNotOneOfHttp1IsRefused(String name, String value) throws Exception {
        assertThat(status("/a", unescaped(name), unescaped(value))).isEqualTo("400");
        assertThat(received).isEmpty();
    }

    private static String unescaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
    }

    @ParameterizedTest
    @CsvSource({ "transfer-encoding,chunked", "content-length,5", "connection,upgrade", "upgrade,websocket", "host,elsewhere",
            ":authority,a b", ":method,A B" })
    void aFieldThatDescribesAnotherRequestIsRefusedByTheServer(String name, String value) throws Exception {
        assertThat(status("/a", name, value)).isIn("reset", "closed");
        assertThat(received).isEmpty();
    }
}
