package io.quarkiverse.socketio.runtime.engineio.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quarkiverse.socketio.runtime.engineio.packet.MalformedPacketException;
import io.quarkiverse.socketio.runtime.engineio.packet.Packet;
import io.quarkiverse.socketio.runtime.engineio.packet.Protocol;

/** Tests long-polling of a browser of revision 3, which reads and sends payloads of both forms. */
class PollingTransportV3Test extends PollingContractTest {
    PollingTransportV3Test() {
        super(3);
    }

    @Override
    Stream<String> read(String payload) {
        return packets(payload).stream().map(PollingTransportV3Test::readable);
    }

    private List<Packet> packets(String answer) {
        boolean binary = answer.startsWith("0x");
        try {
            return protocol.decodePayload(binary ? bytes(answer) : Unpooled.wrappedBuffer(answer.getBytes()), binary, 100);
        } catch (MalformedPacketException e) {
            throw new AssertionError(answer, e);
        }
    }

    private static String readable(Packet packet) {
        return packet.binary() ? "0x" + ByteBufUtil.hexDump(packet.data())
                : packet.type().ordinal() + new String(ByteBufUtil.getBytes(packet.data()));
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex.substring(2)));
    }

    private FakePollExchange post(FakePollExchange post, byte[] body) {
        loop.perform(() -> transport.onPost(post));
        loop.perform(() -> post.body(body));
        return post;
    }

    @Override
    void clientSends(String... packets) {
        String payload = Stream.of(packets)
                .map(packet -> packet.startsWith("0x") ? "b4" + Base64.getEncoder().encodeToString(bytes(packet).array())
                        : packet)
                .map(packet -> packet.length() + ":" + packet).collect(Collectors.joining());
        post(FakePollExchange.request(), payload.getBytes());
    }

    @Test
    void aResponseIsBinaryOnlyIfSomethingInItIs() {
        sends("a");
        assertThat(poll().answer()).isEqualTo("2:4a");
        sends("a");
        sends("0x0102ff");
        assertThat(poll().answer()).isEqualTo("0x" + "0002ff3461" + "0104ff040102ff");
        loop.perform(transport::close);
        assertThat(poll().answer()).isEqualTo("1:1");
    }

    @Test
    void anOctetStreamIsABinaryPayload() {
        FakePollExchange post = post(FakePollExchange.octetStreamPost(),
                ByteBufUtil.decodeHexDump("0104ff040102ff" + "0002ff3461"));
        assertThat(post.answer()).isEqualTo("ok");
        assertThat(events.packets).containsExactly("MESSAGE 0x0102ff", "MESSAGE a");
        assertThat(events.ends).isEmpty();
    }

    @Test
    void theWaitingPollOfAClientThatClosesGetsANoop() {
        FakePollExchange poll = poll();
        clientSends("1");
        assertThat(poll.answer()).isEqualTo("1:6");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "4a", "2:4", "9999999999999:4a", "1:9", "2:bx", "1:41", "2:4a\u001e" })
    void aMalformedStringClosesTheTransportOnce(String body) {
        assertThat(post(FakePollExchange.request(), body.getBytes()).answer()).isEqualTo("ok");
        assertThat(events.ends).containsExactly(CloseReason.PARSE_ERROR);
        assertThat(poll().answer()).isEqualTo("error 1");
    }

    @ParameterizedTest
    @ValueSource(strings = { "0x34", "0x0002ff34", "0x0101ff02", "0x0009090909090909", "0x0202ff3461" })
    void aMalformedOctetStreamClosesTheTransportOnce(String body) {
        assertThat(post(FakePollExchange.octetStreamPost(), bytes(body).array()).answer()).isEqualTo("ok");
        assertThat(events.ends).containsExactly(CloseReason.PARSE_ERROR);
        assertThat(poll().answer()).isEqualTo("error 1");
    }

    @Test
    void tooManyPacketsCloseTheTransportOnce() {
        String[] packets = new String[101];
        Arrays.fill(packets, "4");
        clientSends(packets);
        assertThat(events.packets).isEmpty();
        assertThat(events.ends).containsExactly(CloseReason.PARSE_ERROR);
    }

    @Test
    void anOctetStreamAboveTheLimitIsRefusedAndTheSessionStaysOpen() {
        assertThat(post(FakePollExchange.octetStreamPost(), new byte[LIMITS.maxPayload() + 1]).answer()).isEqualTo("too large");
        assertThat(events.ends).isEmpty();
    }

    @Test
    void jsonpClientsCannotSendOctetStreams() {
        PollingTransport jsonp = new PollingTransport(events, LIMITS, Protocol.of(3, Map.of("j", "0")));
        FakePollExchange post = FakePollExchange.octetStreamPost();
        loop.perform(() -> jsonp.onPost(post));
        assertThat(post.answer()).isEqualTo("error 3");
        assertThat(events.ends).containsExactly(CloseReason.TRANSPORT_ERROR);
    }
}
