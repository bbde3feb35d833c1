package io.quarkiverse.socketio.runtime.engineio.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.netty.buffer.ByteBufUtil;

class WebSocketTransportTest extends TransportContractTest {
    private final FakeWebSocketLink link = new FakeWebSocketLink();
    private final WebSocketTransport transport = new WebSocketTransport(link, events, LIMITS);

    @BeforeEach
    void start() {
        link.start(transport);
    }

    @Override
    Transport transport() {
        return transport;
    }

    @Override
    List<String> clientGot() {
        return link.received();
    }

    @Override
    void clientSends(String... packets) {
        for (String packet : packets) {
            loop.perform(() -> {
                if (packet.startsWith("0x")) {
                    link.binary(ByteBufUtil.decodeHexDump(packet.substring(2)));
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
    void aLostConnectionIsACloseOfTheTransport() {
        clientVanishes();
        assertThat(events.ends).containsExactly(CloseReason.TRANSPORT_CLOSE);
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
    void whatIsNoPacketClosesTheConnection() {
        clientSends("");
        assertThat(link.closeCode()).isEqualTo(1000);
    }

    @Test
    void aSlowReaderIsCutWithoutWaitingForIt() {
        clientStopsReading();
        sends("a".repeat(600));
        assertThat(link.closeCode()).isEqualTo(1006);
    }
}
