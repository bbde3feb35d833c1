package io.quarkiverse.socketio.runtime.engineio.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBufUtil;
import io.quarkiverse.socketio.runtime.engineio.packet.Frame;
import io.quarkiverse.socketio.runtime.engineio.packet.Protocol;

class WebSocketTransportTest extends TransportContractTest {
    final FakeWebSocketLink link = new FakeWebSocketLink();
    private final WebSocketTransport transport = new WebSocketTransport(link, events, LIMITS, protocol());

    Protocol protocol() {
        return Protocol.of(4, Map.of());
    }

    @BeforeEach
    void start() {
        link.start(transport);
    }

    @Override
    Transport transport() {
        return transport;
    }

    /** The type byte before the data of a binary frame. */
    String typeByte() {
        return "";
    }

    @Override
    List<String> clientGot() {
        return link.received().stream().map(this::withoutType).toList();
    }

    private String withoutType(String packet) {
        return packet.startsWith("0x" + typeByte()) ? "0x" + packet.substring(2 + typeByte().length()) : packet;
    }

    @Override
    void clientSends(String... packets) {
        for (String packet : packets) {
            loop.perform(() -> {
                if (packet.startsWith("0x")) {
                    link.binary(ByteBufUtil.decodeHexDump(typeByte() + packet.substring(2)));
                } else {
                    link.text(packet);
                }
            });
        }
    }

    @Override
    void clientStopsReading() {
        link.stopReading();
    }

    @Override
    void clientVanishes() {
        loop.perform(link::disconnect);
    }

    @Test
    void theBytesOfMessagesAreCountedWithoutTheirFrames() {
        clientSends("4größe", "0x0102");
        assertThat(events.received).isEqualTo(8 + typeByte().length() / 2 + 2);
        for (int length : new int[] { 0, 125, 126, 65_536 }) {
            events.sent = 0;
            loop.perform(() -> transport.send(Frame.binaryMessage(new byte[length])));
            assertThat(events.sent).isEqualTo(length + typeByte().length() / 2);
        }
    }

    @Test
    void unreadBytesArePendingUntilTheClose() {
        clientStopsReading();
        loop.perform(() -> transport.send(Frame.binaryMessage(new byte[10])));
        assertThat(transport.pendingBytes()).isEqualTo(12 + typeByte().length() / 2);
        loop.perform(transport::abort);
        assertThat(transport.pendingBytes()).isZero();
    }

    @Test
    void aLostConnectionIsATransportClose() {
        clientVanishes();
        assertThat(events.ends).containsExactly(CloseReason.TRANSPORT_CLOSE);
    }

    @Test
    void anInvalidMessageIsATransportErrorAtOnce() {
        loop.perform(link::breakRules);
        clientVanishes();
        assertThat(events.ends).containsExactly(CloseReason.TRANSPORT_ERROR);
    }

    @Test
    void aClientLostWhilePausedClosesAfterItsMessages() {
        loop.perform(transport::pauseReading);
        clientSends("4a");
        clientVanishes();
        assertThat(events.ends).isEmpty();
        loop.perform(transport::resumeReading);
        assertThat(events.packets).containsExactly("MESSAGE a");
        assertThat(events.ends).containsExactly(CloseReason.TRANSPORT_CLOSE);
    }

    @Test
    void theLinkGetsWhetherAFrameIsCompressible() {
        loop.perform(() -> transport.send(Frame.message(new byte[10])));
        assertThat(link.compressible()).containsExactly(true);
        loop.perform(() -> transport.send(Frame.message(new byte[10], false)));
        assertThat(link.compressible()).containsExactly(true, false);
    }

    @Test
    void theConnectionIsClosedNormally() {
        loop.perform(transport::close);
        assertThat(link.closeCode()).isEqualTo(1000);
    }

    @Test
    void aClosePacketClosesTheConnection() {
        clientSends("1");
        assertThat(link.closeCode()).isEqualTo(1000);
    }

    @Test
    void aMalformedPacketClosesTheConnection() {
        clientSends("");
        assertThat(link.closeCode()).isEqualTo(1000);
    }

    @Test
    void aSlowClientIsDisconnectedAtOnce() {
        clientStopsReading();
        sends("a".repeat(600));
        assertThat(link.closeCode()).isEqualTo(1006);
    }
}
