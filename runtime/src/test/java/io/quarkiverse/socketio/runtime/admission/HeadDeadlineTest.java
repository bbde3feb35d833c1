package io.quarkiverse.socketio.runtime.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.util.ReferenceCountUtil;

/** Tests the time limit for request heads, in virtual time, before Netty's own codecs. */
class HeadDeadlineTest {
    private static final long LIMIT = 15_000;
    private static final String HEAD = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final List<Object> received = new ArrayList<>();
    private EmbeddedChannel channel = new EmbeddedChannel();
    private int decided;

    /** The handler behind the codec. */
    private final class Application extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            received.add(message instanceof HttpRequest request ? request.uri()
                    : message instanceof HttpContent content ? content.content().toString(StandardCharsets.US_ASCII)
                            : ((ByteBuf) message).toString(StandardCharsets.US_ASCII));
            ReferenceCountUtil.release(message);
        }
    }

    /** Detects the HTTP version of a connection, as Vert.x does. */
    private static final class Detector extends ChannelInboundHandlerAdapter {
        private final ByteBuf seen = Unpooled.buffer();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            seen.writeBytes(bytes);
            bytes.release();
            boolean http2 = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".startsWith(seen.toString(StandardCharsets.US_ASCII));
            if (http2 && seen.readableBytes() < Http2Heads.PREFACE_BYTES) {
                return;
            }
            if (http2) {
                ctx.pipeline().addLast(Http2FrameCodecBuilder.forServer().build());
            } else {
                ctx.pipeline().addLast(new HttpRequestDecoder(), new HttpResponseEncoder());
            }
            ctx.pipeline().remove(this);
            ctx.fireChannelRead(seen);
        }
    }

    private void http1() {
        channel.freezeTime();
        channel.pipeline().addLast(new HttpRequestDecoder(), new HttpResponseEncoder(), new Application());
        HeadDeadline.install(channel.pipeline(), Detector.class, LIMIT, () -> decided++);
    }

    private void detecting() {
        channel.freezeTime();
        channel.pipeline().addLast(new Detector());
        HeadDeadline.install(channel.pipeline(), Detector.class, LIMIT, () -> decided++);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void send(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private void pass(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    private void answer() {
        channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        sent();
    }

    private String sent() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf bytes; (bytes = channel.readOutbound()) != null; bytes.release()) {
            text.append(bytes.toString(StandardCharsets.US_ASCII));
        }
        return text.toString();
    }

    private void assertCut(boolean answered) {
        if (answered) {
            assertThat(sent()).startsWith("HTTP/1.1 408 Request Timeout\r\n").contains("Connection: close");
        } else {
            assertThat(sent()).isEmpty();
        }
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aSilentConnectionIsClosed() {
        detecting();
        pass(LIMIT - 1);
        assertThat(channel.isOpen()).isTrue();
        pass(1);
        assertCut(false);
    }

    @Test
    void aSlowFirstHeadTimesOut() {
        http1();
        for (int i = 0; i < 14; i++) {
            send(i == 0 ? "GET / HTTP/1.1\r\n" : "A: b\r\n");
            pass(1000);
        }
        assertThat(channel.isOpen()).isTrue();
        assertThat(decided).isZero();
        pass(1000);
        assertCut(true);
        assertThat(decided).as("its place is free").isEqualTo(1);
    }

    @Test
    void aHeadInTimeCancelsTheDeadline() {
        http1();
        pass(LIMIT - 1);
        send(HEAD);
        assertThat(decided).isEqualTo(1);
        pass(10 * LIMIT);
        assertThat(channel.isOpen()).isTrue();
        assertThat(received).containsExactly("/", "");
    }

    @Test
    void noDeadlineAppliesBetweenRequests() {
        http1();
        send(HEAD);
        answer();
        pass(10 * LIMIT);
        send(HEAD);
        answer();
        pass(10 * LIMIT);
        assertThat(channel.isOpen()).isTrue();
        assertThat(decided).isEqualTo(1);
    }

    @Test
    void theDeadlineOfALaterHeadStartsWithItsFirstByte() {
        http1();
        send(HEAD);
        answer();
        pass(10 * LIMIT);
        send("GET /second HTTP/1.1\r\n");
        pass(LIMIT - 1);
        send("A: b\r\n");
        assertThat(channel.isOpen()).isTrue();
        pass(1);
        assertCut(true);
    }

    @Test
    void aHeadBehindAnotherRequestInOneReadHasADeadline() {
        http1();
        send(HEAD + "GET /second HTTP/1.1\r\n");
        answer();
        pass(LIMIT);
        assertCut(true);
    }

    @Test
    void aHeadBehindAChunkedBodyHasADeadline() {
        http1();
        send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        send("1");
        send("\r\nx\r\n0\r\n\r\nG");
        answer();
        pass(LIMIT);
        assertCut(true);
    }

    @Test
    void theDeadlineDoesNotApplyToBodies() {
        http1();
        send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n");
        for (int i = 0; i < 3; i++) {
            pass(10 * LIMIT);
            send("x");
        }
        answer();
        pass(10 * LIMIT);
        assertThat(channel.isOpen()).isTrue();
        assertThat(received).containsExactly("/", "x", "x", "x");
    }

    /** The client would take a 408 for the pending response. */
    @Test
    void noTimeoutResponseOvertakesAPendingResponse() {
        http1();
        send(HEAD + "GET /second");
        pass(LIMIT);
        assertCut(false);
    }

    @Test
    void timeWithoutReadingDoesNotCount() {
        http1();
        send(HEAD + "GET /second");
        answer();
        channel.config().setAutoRead(false);
        pass(10 * LIMIT);
        assertThat(channel.isOpen()).isTrue();
        channel.config().setAutoRead(true);
        pass(LIMIT);
        assertCut(true);
    }

    @Test
    void anInterimResponseIsNotTheResponse() {
        http1();
        send(HEAD + "GET /second");
        channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        sent();
        pass(LIMIT);
        assertCut(false);
    }

    @Test
    void connectionsOfOtherProtocolsHaveNoDeadline() {
        http1();
        send(HEAD + "fr");
        channel.pipeline().remove(HttpRequestDecoder.class);
        channel.pipeline().remove(HttpResponseEncoder.class);
        send("ame");
        pass(10 * LIMIT);
        assertThat(channel.isOpen()).isTrue();
        assertThat(received).containsExactly("/", "", "fr", "ame");
        assertThat(channel.pipeline().get(HeadDeadline.class)).isNull();
        assertThat(channel.pipeline().get(Http1Heads.class)).isNull();
    }

    @Test
    void theFirstBytesShowTheHttpVersion() {
        detecting();
        send("G");
        send("ET /whole HTTP/1.1\r\n");
        pass(LIMIT);
        assertCut(true);
    }

    @Test
    void aCompleteFirstHeadIsSeenAfterTheVersionDetection() {
        detecting();
        send(HEAD);
        assertThat(decided).isEqualTo(1);
        answer();
        pass(10 * LIMIT);
        assertThat(channel.isOpen()).isTrue();
        send("GET /second");
        pass(LIMIT);
        assertCut(true);
    }

    @Test
    void anIncompleteHttp2PrefaceTimesOut() {
        detecting();
        send("PRI * HTTP/2.0\r\n\r\nSM");
        pass(LIMIT);
        assertCut(false);
    }

    @Test
    void anHttp2ConnectionMayBeIdleButNotWithinHeaders() {
        detecting();
        send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        channel.writeInbound(Unpooled.buffer().writeMedium(0).writeByte(4).writeByte(0).writeInt(0));
        assertThat(decided).isEqualTo(1);
        pass(10 * LIMIT);
        assertThat(channel.isOpen()).isTrue();
        channel.writeInbound(Unpooled.buffer().writeMedium(100).writeByte(1).writeByte(4).writeInt(1).writeByte(0x82));
        sent();
        pass(LIMIT - 1);
        assertThat(channel.isOpen()).isTrue();
        pass(1);
        assertCut(false);
    }

    @Test
    void aConnectionIsListedUntilItSwitchesToAnotherProtocol() {
        Set<Channel> listed = listed();
        send(HEAD + "fr");
        assertThat(listed).containsExactly(channel);
        channel.pipeline().remove(HttpRequestDecoder.class);
        channel.pipeline().remove(HttpResponseEncoder.class);
        send("ame");
        assertThat(listed).isEmpty();
    }

    @Test
    void aConnectionIsListedUntilItEnds() {
        Set<Channel> listed = listed();
        send(HEAD);
        assertThat(listed).containsExactly(channel);
        channel.close();
        channel.runPendingTasks();
        assertThat(listed).isEmpty();
    }

    private Set<Channel> listed() {
        http1();
        Set<Channel> listed = new HashSet<>();
        channel.pipeline().get(HeadDeadline.class).listIn(listed, channel);
        return listed;
    }

    /** Looks for idle connections, as is done every few seconds while too many are open. */
    private void lookForIdle() {
        channel.pipeline().get(HeadDeadline.class).closeIfIdleTwice(channel);
    }

    @Test
    void aConnectionThatIsIdleBetweenRequestsIsClosedTheSecondTime() {
        http1();
        lookForIdle();
        lookForIdle();
        assertThat(channel.isOpen()).as("before the first request").isTrue();
        send(HEAD);
        lookForIdle();
        lookForIdle();
        assertThat(channel.isOpen()).as("while it waits for a response").isTrue();
        answer();
        lookForIdle();
        send(HEAD);
        answer();
        lookForIdle();
        assertThat(channel.isOpen()).as("after another request").isTrue();
        lookForIdle();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void anIdleConnectionOfHttp2IsClosedTheSecondTime() {
        detecting();
        send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        channel.writeInbound(Unpooled.buffer().writeMedium(0).writeByte(4).writeByte(0).writeInt(0));
        lookForIdle();
        assertThat(channel.isOpen()).isTrue();
        lookForIdle();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void noByteIsLostOrLeaked() {
        detecting();
        ByteBuf bytes = Unpooled.copiedBuffer(HEAD, StandardCharsets.US_ASCII);
        channel.writeInbound(bytes);
        assertThat(bytes.refCnt()).isZero();
        assertThat(channel.<Object> readInbound()).isInstanceOf(HttpRequest.class);
    }
}
