package io.quarkiverse.socketio.runtime.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.cluster.link.Affinity;
import io.quarkiverse.socketio.runtime.cluster.link.HostHello;
import io.quarkiverse.socketio.runtime.relay.HostFrame.Challenge;
import io.quarkiverse.socketio.runtime.relay.HostFrame.Hello;
import io.quarkiverse.socketio.runtime.relay.HostFrame.Relay;

class HostFrameTest {
    private static final byte[] NONCE = HostSecret.newNonce();
    private static final byte[] PROOF = HostSecret.newNonce();

    private static ByteBuf encoded(HostFrame frame) {
        ByteBuf out = Unpooled.buffer();
        frame.encode(out);
        return out;
    }

    @Test
    void framesAreReadAsTheyWereWritten() {
        Hello hello = (Hello) HostFrame.decode(encoded(new Hello(4095, NONCE)), HostFrame.MAX_HELLO);
        assertThat(hello.nonce()).isEqualTo(NONCE);
        assertThat(hello.incarnation()).isEqualTo(4095);
        Challenge challenge = (Challenge) HostFrame.decode(encoded(new Challenge(NONCE, 17, "tag_", PROOF)),
                HostFrame.MAX_CHALLENGE);
        assertThat(challenge.incarnation()).isEqualTo(17);
        assertThat(challenge.nonce()).isEqualTo(NONCE);
        assertThat(challenge.tag()).isEqualTo("tag_");
        assertThat(challenge.proof()).isEqualTo(PROOF);
        ByteBuf in = encoded(new Relay(Unpooled.wrappedBuffer(new byte[] { 0x0f, (byte) 0xff, 1, 7, 8, 9 }), PROOF));
        in.writeBytes(new byte[] { 1, 2, 3 });
        Relay relay = (Relay) HostFrame.decode(in, HostFrame.MAX);
        assertThat(relay.incarnation()).isEqualTo(4095);
        assertThat(relay.isWebSocket()).isTrue();
        assertThat(ByteBufUtil.getBytes(relay.preamble())).containsExactly(7, 8, 9);
        assertThat(relay.proof()).isEqualTo(PROOF);
        assertThat(in.readableBytes()).as("bytes behind it").isEqualTo(3);
    }

    @Test
    void aFrameIsWaitedForByteByByte() {
        ByteBuf whole = encoded(new Hello(1, NONCE));
        for (int length = 0; length < whole.readableBytes(); length++) {
            assertThat(HostFrame.decode(whole.slice(0, length), HostFrame.MAX_HELLO)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { Integer.MIN_VALUE, -1, 0, 1, HostFrame.MAX_HELLO + 1, Integer.MAX_VALUE })
    void aLengthOutOfRangeIsRefusedAtOnce(int length) {
        ByteBuf in = Unpooled.buffer().writeInt(length);
        assertThatIllegalArgumentException().isThrownBy(() -> HostFrame.decode(in, HostFrame.MAX_HELLO));
    }

    @ParameterizedTest
    @ValueSource(strings = { "0201", "0101", "0103", "0109", "010200", "0000", "474554202f20485454502f312e310d0a" })
    void otherFramesAreRefused(String hex) {
        byte[] bytes = ByteBufUtil.decodeHexDump(hex);
        ByteBuf in = Unpooled.buffer().writeInt(bytes.length).writeBytes(bytes);
        assertThatIllegalArgumentException().isThrownBy(() -> HostFrame.decode(in, HostFrame.MAX));
    }

    @Test
    void thePrimaryReadsTheWorkerInTheFirstBytes() {
        assertThat(HostHello.ownerIn(encoded(new Hello(4095, NONCE)).slice(0, HostHello.LENGTH))).isEqualTo(4095);
        assertThat(HostHello.ownerIn(encoded(new Hello(0, NONCE)))).isEqualTo(Affinity.NONE);
        assertThat(HostHello.ownerIn(encoded(new Hello(4096, NONCE)))).isEqualTo(Affinity.NONE);
        assertThat(HostHello.ownerIn(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("16030100c5010000")))).as("TLS")
                .isEqualTo(Affinity.NONE);
        assertThat(HostHello.ownerIn(Unpooled.copiedBuffer("GET / HT", StandardCharsets.US_ASCII))).isEqualTo(Affinity.NONE);
    }

    @Test
    void aSecretMustBeLong() {
        new HostSecret("x".repeat(32));
        assertThatIllegalArgumentException().isThrownBy(() -> new HostSecret("x".repeat(31)))
                .withMessage("must have at least 32 characters, has 31");
    }
}
