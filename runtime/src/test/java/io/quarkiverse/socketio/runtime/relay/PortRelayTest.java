package io.quarkiverse.socketio.runtime.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;

import org.junit.jupiter.api.Test;

class PortRelayTest {
    @Test
    void theHeaderOfTheProxyProtocolHasTheClientsAddress() {
        assertThat(PortRelay.proxyHeader(new InetSocketAddress("192.0.2.7", 5000), new InetSocketAddress("192.0.2.1", 8080)))
                .isEqualTo("PROXY TCP4 192.0.2.7 192.0.2.1 5000 8080\r\n");
        assertThat(PortRelay.proxyHeader(new InetSocketAddress("::1", 5000), new InetSocketAddress("::1", 8080)))
                .isEqualTo("PROXY TCP6 0:0:0:0:0:0:0:1 0:0:0:0:0:0:0:1 5000 8080\r\n");
    }
}
