package io.quarkiverse.socketio.runtime.cluster.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** What a worker makes of the first bytes of a proxied connection. */
class PreambleTest {
    private static final String V4 = "04 7f000001 00000000 1f90 ";

    static Stream<Preamble> preambles() throws UnknownHostException {
        byte[] six = new byte[16];
        six[0] = (byte) 0xfe;
        six[1] = (byte) 0x80;
        six[15] = 1;
        return Stream.of(
                new Preamble(Kind.PLAIN, "secret", address(InetAddress.getByName("127.0.0.1"), 1),
                        address(InetAddress.getByName("10.1.2.3"), 65535)),
                new Preamble(Kind.TLS, "", address(InetAddress.getByName("2001:db8::1"), 8080),
                        address(Inet6Address.getByAddress(null, six, 3), 0)));
    }

    private static InetSocketAddress address(InetAddress host, int port) {
        return new InetSocketAddress(host, port);
    }

    @ParameterizedTest
    @MethodSource("preambles")
    void isReadAsItWasWrittenAndLeavesWhatFollows(Preamble preamble) {
        ByteBuf bytes = Unpooled.buffer();
        preamble.encode(bytes);
        bytes.writeCharSequence("GET /", StandardCharsets.US_ASCII);
        assertThat(Preamble.decode(bytes)).isEqualTo(preamble);
        assertThat(bytes.toString(StandardCharsets.US_ASCII)).isEqualTo("GET /");
    }

    @ParameterizedTest
    @MethodSource("preambles")
    void isWaitedForWhereverItIsCut(Preamble preamble) {
        ByteBuf bytes = Unpooled.buffer();
        preamble.encode(bytes);
        for (int length = 0; length < bytes.readableBytes(); length++) {
            ByteBuf part = bytes.slice(0, length);
            assertThat(Preamble.decode(part)).isNull();
            assertThat(part.readableBytes()).isEqualTo(length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "0201", // endless
            "ffff",
            "0000", // empty
            "0001 01",
            "0019 02 00 00 " + V4 + V4, // of another version
            "0019 01 04 00 " + V4 + V4, // of an unknown kind
            "0019 01 00 ff " + V4 + V4, // a token beyond its end
            "001a 01 00 00 05 7f000001 00 00000000 1f90 " + V4, // addresses of no family
            "0015 01 00 00 00 00000000 1f90 " + V4,
            "0018 01 00 00 " + V4 + "04 7f000001 00000000 1f", // cut off
    })
    void isRefusedWhenItIsNone(String hex) {
        ByteBuf bytes = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
        assertThatIllegalArgumentException().isThrownBy(() -> Preamble.decode(bytes));
    }

    @Test
    void whatARequestBeginsWithIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Preamble.decode(Unpooled.copiedBuffer("GET / HTTP/1.1\r\n", StandardCharsets.US_ASCII)));
    }
}
