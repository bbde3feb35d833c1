package io.quarkiverse.socketio.runtime.cluster.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.cluster.dispatch.FirstBytes.Decision;
import io.quarkiverse.socketio.runtime.cluster.dispatch.FirstBytes.HandOver;
import io.quarkiverse.socketio.runtime.cluster.dispatch.FirstBytes.ReadOn;
import io.quarkiverse.socketio.runtime.cluster.dispatch.FirstBytes.SendElsewhere;
import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.RequestLine;
import io.quarkiverse.socketio.runtime.cluster.link.Affinity;

class FirstBytesTest {
    private static final RequestLine NO_REQUEST = new RequestLine("", "");

    private final FirstBytes first = new FirstBytes(target -> target.length(), false, false);
    private final FirstBytes redirected = new FirstBytes(target -> target.length(), true, false);

    @Test
    void aRequestGoesToItsOwnerWithAllReceivedBytes() {
        assertThat(add("GET /1")).isInstanceOf(ReadOn.class);
        assertThat(add("23 HT")).isInstanceOf(ReadOn.class);
        assertThat(add("TP/1.1\r\nHo")).isEqualTo(new HandOver(new RequestLine("GET", "/123"), 4));
        assertThat(first.take()).isEqualTo(bytes("GET /123 HTTP/1.1\r\nHo"));
    }

    @Test
    void nonHttpDataGoesToAnyWorker() {
        assertThat(add("\u0016\u0003\u0001")).isEqualTo(new HandOver(NO_REQUEST, Affinity.NONE));
    }

    @Test
    void aRedirectingPortReadsTheHeadAndHandsNothingOver() {
        assertThat(add("GET /1 HTTP/1.1\r\n", redirected)).isInstanceOf(ReadOn.class);
        assertThat(add("Host: a\r\n\r", redirected)).isInstanceOf(ReadOn.class);
        assertThat(add("\n", redirected)).isEqualTo(new SendElsewhere(new RequestLine("GET", "/1")));
        assertThat(redirected.fields().values("HOST")).containsExactly("a");
        assertThat(add("\u0016\u0003\u0001", new FirstBytes(target -> 1, true, false)))
                .isEqualTo(new SendElsewhere(NO_REQUEST));
    }

    @Test
    void aRequestReceivedByteByByteIsOneRequest() {
        String request = "GET /1 HTTP/1.1\r\nX-Host: x\r\nhost:  a \r\n\r";
        for (char letter : request.toCharArray()) {
            assertThat(add(String.valueOf(letter), redirected)).isInstanceOf(ReadOn.class);
        }
        assertThat(add("\n", redirected)).isInstanceOf(SendElsewhere.class);
        assertThat(redirected.fields().value("host")).isEqualTo("a");
    }

    @Test
    void headerFieldsAfterTheHeadAreIgnored() {
        assertThat(add("\r\nGET / HTTP/1.1\r\nX-Host: no\r\n\r\nHost: body\r\n", redirected))
                .isInstanceOf(SendElsewhere.class);
        assertThat(redirected.fields().value("host")).isEmpty();
    }

    @Test
    void anOversizedHeadIsSentElsewhere() {
        Decision decision = add("GET / HTTP/1.1\r\n", redirected);
        int length = 0;
        while (decision instanceof ReadOn && length < 2 * FirstBytes.MAX_HEAD) {
            decision = add("x".repeat(8192), redirected);
            length += 8192;
        }
        assertThat(decision).isInstanceOf(SendElsewhere.class);
        assertThat(length).isEqualTo(FirstBytes.MAX_HEAD);
    }

    @Test
    void theHeadIsReadIfTheBalancerNeedsItAndTheRequestHasNoOwner() {
        RequestLine line = new RequestLine("GET", "/");
        assertThat(add("GET / HTTP/1.1\r\n", new FirstBytes(target -> 7, false, true))).isEqualTo(new HandOver(line, 7));
        FirstBytes free = new FirstBytes(target -> Affinity.NONE, false, true);
        Decision decision = new ReadOn();
        for (char letter : "GET / HTTP/1.1\r\nX-Forwarded-For: 10.1.1.1\r\n\r\n".toCharArray()) {
            assertThat(decision).isInstanceOf(ReadOn.class);
            decision = add(String.valueOf(letter), free);
        }
        assertThat(decision).isEqualTo(new HandOver(line, Affinity.NONE));
        assertThat(free.fields().values("x-forwarded-for")).containsExactly("10.1.1.1");
        FirstBytes endless = new FirstBytes(target -> Affinity.NONE, false, true);
        assertThat(add("GET / HTTP/1.1\r\nA: " + "x".repeat(FirstBytes.MAX_HEAD), endless))
                .isEqualTo(new HandOver(line, Affinity.NONE));
    }

    @Test
    void everyBufferIsReleased() {
        ByteBuf one = Unpooled.buffer().writeBytes(bytes("GE"));
        ByteBuf two = Unpooled.buffer().writeBytes(bytes("T"));
        first.add(one);
        first.add(two);
        first.release();
        first.release();
        assertThat(one.refCnt()).isZero();
        assertThat(two.refCnt()).isZero();
        assertThat(first.take().isReadable()).isFalse();
    }

    private Decision add(String text) {
        return add(text, first);
    }

    private static Decision add(String text, FirstBytes to) {
        return to.add(Unpooled.buffer().writeBytes(bytes(text)));
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
