package io.quarkiverse.socketio.runtime.cluster.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.MoreBytes;
import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.RequestLine;
import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.Sight;
import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.Unreadable;

class RequestPeekTest {
    @ParameterizedTest
    @ValueSource(strings = { "GET /a?sid=b HTTP/1.1\r\n", "GET /a?sid=b HTTP/1.1\n",
            "\r\n\r\nGET /a?sid=b HTTP/1.0\r\nHost: x\r\n\r\n" })
    void theRequestLineIsEnough(String seen) {
        assertThat(look(seen)).isEqualTo(new RequestLine("GET", "/a?sid=b"));
    }

    @Test
    void everyPartOfARequestLineNeedsMoreBytes() {
        String line = "POST /socket.io/?EIO=4 HTTP/1.1\r\n";
        for (int length = 0; length < line.length(); length++) {
            assertThat(look(line.substring(0, length))).isInstanceOf(MoreBytes.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "\u0016\u0003\u0001", " GET / HTTP/1.1\r\n", "GET\r\n", "GET /\r\n", "{}", "\u0000" })
    void whatIsNoRequestLineIsUnreadable(String seen) {
        assertThat(look(seen)).isInstanceOf(Unreadable.class);
    }

    @Test
    void anEndlessLineIsUnreadable() {
        assertThat(look("GET /" + "x".repeat(RequestPeek.MAX_LINE))).isInstanceOf(Unreadable.class);
        assertThat(look("\r\n".repeat(RequestPeek.MAX_LINE))).isInstanceOf(Unreadable.class);
    }

    @Test
    void nothingIsTaken() {
        ByteBuf seen = bytes("GET / HTTP/1.1\r\n\r\n");
        RequestPeek.look(seen);
        RequestPeek.isHeadComplete(seen);
        assertThat(seen.readerIndex()).isZero();
    }

    @Test
    void aHeadIsCompleteWithItsEmptyLine() {
        String head = "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n";
        for (int length = 0; length < head.length(); length++) {
            assertThat(RequestPeek.isHeadComplete(bytes(head.substring(0, length)))).isFalse();
        }
        assertThat(RequestPeek.isHeadComplete(bytes(head))).isTrue();
        assertThat(RequestPeek.isHeadComplete(bytes(head + "body"))).isTrue();
        assertThat(RequestPeek.isHeadComplete(bytes("GET / HTTP/1.1\n\n"))).isTrue();
    }

    @Test
    void garbageIsNeverAnError() {
        Random random = new Random(17);
        for (int i = 0; i < 20_000; i++) {
            byte[] garbage = new byte[random.nextInt(100)];
            random.nextBytes(garbage);
            RequestPeek.look(Unpooled.wrappedBuffer(garbage));
            RequestPeek.isHeadComplete(Unpooled.wrappedBuffer(garbage));
        }
    }

    private static Sight look(String seen) {
        return RequestPeek.look(bytes(seen));
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
