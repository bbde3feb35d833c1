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
import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.Result;
import io.quarkiverse.socketio.runtime.cluster.dispatch.RequestPeek.Unreadable;

class RequestPeekTest {
    @ParameterizedTest
    @ValueSource(strings = { "GET /a?sid=b HTTP/1.1\r\n", "GET /a?sid=b HTTP/1.1\n",
            "\r\n\r\nGET /a?sid=b HTTP/1.0\r\nHost: x\r\n\r\n" })
    void theRequestLineIsEnough(String seen) {
        assertThat(look(seen)).isEqualTo(new RequestLine("GET", "/a?sid=b"));
    }

    @Test
    void anIncompleteRequestLineNeedsMoreBytes() {
        String line = "POST /socket.io/?EIO=4 HTTP/1.1\r\n";
        for (int length = 0; length < line.length(); length++) {
            assertThat(look(line.substring(0, length))).isInstanceOf(MoreBytes.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "\u0016\u0003\u0001", " GET / HTTP/1.1\r\n", "GET\r\n", "GET /\r\n", "{}", "\u0000" })
    void anInvalidRequestLineIsUnreadable(String seen) {
        assertThat(look(seen)).isInstanceOf(Unreadable.class);
    }

    @Test
    void anEndlessLineIsUnreadable() {
        assertThat(look("GET /" + "x".repeat(RequestPeek.MAX_LINE))).isInstanceOf(Unreadable.class);
        assertThat(look("\r\n".repeat(RequestPeek.MAX_LINE))).isInstanceOf(Unreadable.class);
    }

    @Test
    void anOversizedLineIsUnreadable() {
        String target = "/" + "x".repeat(RequestPeek.MAX_LINE);
        assertThat(look("GET " + target + " HTTP/1.1\r\n\r\n")).isInstanceOf(Unreadable.class);
        assertThat(look("\r\n".repeat(RequestPeek.MAX_LINE) + "GET / HTTP/1.1\r\n")).isInstanceOf(Unreadable.class);
        String longest = target.substring(0, RequestPeek.MAX_LINE - "GET  HTTP/1.1\r".length());
        assertThat(look("GET " + longest + " HTTP/1.1\r\n")).isEqualTo(new RequestLine("GET", longest));
    }

    @Test
    void noBytesAreConsumed() {
        ByteBuf seen = bytes("GET / HTTP/1.1\r\n\r\n");
        RequestPeek peek = new RequestPeek();
        peek.look(seen);
        peek.isHeadComplete(seen);
        assertThat(seen.readerIndex()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = { "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\n\n", "GET / HTTP/1.1\r\n\n" })
    void aHeadEndsWithAnEmptyLine(String head) {
        RequestPeek byteByByte = new RequestPeek();
        for (int length = 0; length < head.length(); length++) {
            assertThat(isHeadComplete(new RequestPeek(), head.substring(0, length))).isFalse();
            assertThat(isHeadComplete(byteByByte, head.substring(0, length))).isFalse();
        }
        assertThat(isHeadComplete(byteByByte, head)).isTrue();
        assertThat(isHeadComplete(new RequestPeek(), head)).isTrue();
        assertThat(isHeadComplete(new RequestPeek(), head + "body")).isTrue();
    }

    @Test
    void aLineWithMoreThanACarriageReturnDoesNotEndTheHead() {
        assertThat(isHeadComplete(new RequestPeek(), "GET / HTTP/1.1\r\n\r\r\n")).isFalse();
        assertThat(isHeadComplete(new RequestPeek(), "GET / HTTP/1.1\r\n \r\n")).isFalse();
    }

    @Test
    void randomBytesGiveTheSameResultByteByByte() {
        Random random = new Random(17);
        byte[] letters = "GET / \r\n".getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 20_000; i++) {
            byte[] garbage = new byte[random.nextInt(50)];
            random.nextBytes(garbage);
            for (int j = 0; j < garbage.length; j++) {
                garbage[j] = i % 2 == 0 ? letters[Math.abs(garbage[j]) % letters.length] : garbage[j];
            }
            RequestPeek byteByByte = new RequestPeek();
            Result result = byteByByte.look(bytes(""));
            for (int length = 1; length <= garbage.length; length++) {
                result = byteByByte.look(Unpooled.wrappedBuffer(garbage, 0, length));
            }
            assertThat(result).isEqualTo(new RequestPeek().look(Unpooled.wrappedBuffer(garbage)));
        }
    }

    private static boolean isHeadComplete(RequestPeek peek, String seen) {
        return peek.look(bytes(seen)) instanceof RequestLine && peek.isHeadComplete(bytes(seen));
    }

    private static Result look(String seen) {
        return new RequestPeek().look(bytes(seen));
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
