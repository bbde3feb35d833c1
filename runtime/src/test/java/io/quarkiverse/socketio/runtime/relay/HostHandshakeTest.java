package io.quarkiverse.socketio.runtime.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.quarkiverse.socketio.runtime.relay.HostFrame.Challenge;
import io.quarkiverse.socketio.runtime.relay.HostFrame.Hello;
import io.quarkiverse.socketio.runtime.relay.HostFrame.Relay;
import io.quarkiverse.socketio.runtime.relay.HostSecret.Nonces;
import io.vertx.core.Future;

/** Tests the start of a connection to another host, with the time of its channel. */
class HostHandshakeTest {
    private static final HostSecret SECRET = new HostSecret("the secret that all of the hosts have");
    private static final byte[] NONCE = HostSecret.newNonce();
    private static final int OWNER = 7;

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter() {
    });
    private final Future<HostHandshake> handshake;
    private final Hello hello;

    HostHandshakeTest() {
        channel.freezeTime();
        handshake = HostHandshake.start(channel, channel.pipeline().names().get(0), OWNER, SECRET);
        ByteBuf sent = channel.readOutbound();
        hello = (Hello) HostFrame.decode(sent, HostFrame.MAX_HELLO);
        sent.release();
    }

    private ByteBuf response(String tag, int incarnation) {
        ByteBuf out = Unpooled.buffer();
        new Challenge(NONCE, incarnation, tag, SECRET.proveListener(new Nonces(hello.nonce(), NONCE), tag, incarnation))
                .encode(out);
        return out;
    }

    @Test
    void aHostThatAcceptsAndNeverRespondsIsNotWaitedForLong() {
        channel.advanceTimeBy(2999, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(handshake.isComplete()).isFalse();
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(handshake.cause()).hasMessage("it has not responded within 3 s");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aHostThatRespondsByteByByteHasNoMoreTime() {
        ByteBuf response = response("tag1", OWNER);
        for (int i = 0; i < 30; i++) {
            channel.writeInbound(response.readRetainedSlice(1));
            channel.advanceTimeBy(100, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
        }
        assertThat(handshake.cause()).hasMessage("it has not responded within 3 s");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void theTimeEndsWithTheResponse() {
        channel.writeInbound(response("tag1", OWNER));
        channel.advanceTimeBy(1, TimeUnit.MINUTES);
        channel.runScheduledPendingTasks();
        assertThat(handshake.result().tag()).isEqualTo("tag1");
        assertThat(handshake.result().isWithOwner()).isTrue();
        handshake.result().finish(true, Unpooled.copyInt(17));
        ByteBuf sent = channel.readOutbound();
        Relay relay = (Relay) HostFrame.decode(sent, HostFrame.MAX);
        assertThat(relay.incarnation()).isEqualTo(OWNER);
        assertThat(relay.isWebSocket()).isTrue();
        assertThat(relay.proof())
                .isEqualTo(SECRET.proveConnector(new Nonces(hello.nonce(), NONCE), relay.signed().nioBuffer()));
        assertThat(channel.pipeline().get(HostHandshake.class)).isNull();
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void whatFollowsTheResponseIsRefused() {
        channel.writeInbound(response("tag1", 3).writeByte(0));
        assertThat(handshake.cause()).hasMessage("it is no such host");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whatIsSentBeforeTheRequestIsRefused() {
        channel.writeInbound(response("tag1", 3));
        assertThat(handshake.result().isWithOwner()).isFalse();
        channel.writeInbound(Unpooled.copyInt(17));
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aResponseThatIsTooLongIsRefusedAtOnce() {
        channel.writeInbound(Unpooled.buffer().writeInt(Integer.MAX_VALUE));
        assertThat(handshake.cause()).hasMessage("it is no such host: a message of 2147483647 bytes");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aHostThatClosesIsNotWaitedFor() {
        channel.close();
        assertThat(handshake.cause()).hasMessage("it has closed the connection");
    }

    /** What this host has sent comes back, as from a port that leads to itself. */
    @Test
    void theMessagesOfThisHostAreNoResponse() {
        ByteBuf own = Unpooled.buffer();
        hello.encode(own);
        channel.writeInbound(own);
        assertThat(handshake.failed()).isTrue();
        assertThat(channel.isOpen()).isFalse();
    }
}
