package io.quarkiverse.socketio.runtime.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.quarkiverse.socketio.runtime.fuzz.CoverageGuided;
import io.quarkiverse.socketio.runtime.relay.HostFrame.Challenge;
import io.quarkiverse.socketio.runtime.relay.HostFrame.Hello;
import io.vertx.core.Future;

/**
 * Fuzzes what the host at an address responds. The first byte of an input is the length of the pieces in which the response
 * arrives, the second selects whether the rest is the response, or is combined by XOR with a valid one.
 */
class HostHandshakeFuzzTest extends CoverageGuided {
    private static final HostSecret SECRET = new HostSecret("the secret that all of the hosts have");
    private static final String TAG = "tag1";
    private static final int INCARNATION = 7;

    @FuzzTest
    void respond(byte[] data) {
        ran();
        if (data.length < 2) {
            return;
        }
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline().addLast("next", new ChannelInboundHandlerAdapter());
        Future<HostHandshake> handshake = HostHandshake.start(channel, "next", INCARNATION, SECRET);
        byte[] valid = validResponse(channel);
        byte[] response = Arrays.copyOfRange(data, 2, data.length);
        if (data[1] % 2 == 0) {
            response = xor(valid, response);
        }
        int piece = 1 + (data[0] & 0xff);
        for (int i = 0; i < response.length && channel.isOpen(); i += piece) {
            channel.writeInbound(Unpooled.copiedBuffer(response, i, Math.min(piece, response.length - i)));
        }
        channel.checkException();
        boolean isValid = Arrays.equals(response, valid);
        assertThat(channel.isOpen() && handshake.succeeded()).as("the other host is trusted").isEqualTo(isValid);
        if (isValid) {
            assertThat(handshake.result().tag()).isEqualTo(TAG);
            assertThat(handshake.result().isWithOwner()).isTrue();
        } else if (channel.isOpen()) {
            assertThat(response.length).as("bytes that it waits for more with").isLessThan(valid.length);
        }
        channel.finishAndReleaseAll();
        assertThat(handshake.isComplete()).as("after the end of the connection").isTrue();
    }

    /** Returns what a host with the secret would respond. */
    private static byte[] validResponse(EmbeddedChannel channel) {
        ByteBuf sent = channel.readOutbound();
        Hello hello = (Hello) HostFrame.decode(sent, HostFrame.MAX_HELLO);
        sent.release();
        byte[] nonce = HostSecret.newNonce();
        ByteBuf out = Unpooled.buffer();
        new Challenge(nonce, INCARNATION, TAG,
                SECRET.proveListener(new HostSecret.Nonces(hello.nonce(), nonce), TAG, INCARNATION)).encode(out);
        return ByteBufUtil.getBytes(out);
    }

    private static byte[] xor(byte[] valid, byte[] change) {
        byte[] changed = Arrays.copyOf(valid, Math.max(valid.length, change.length));
        for (int i = 0; i < change.length; i++) {
            changed[i] ^= change[i];
        }
        return changed;
    }
}
