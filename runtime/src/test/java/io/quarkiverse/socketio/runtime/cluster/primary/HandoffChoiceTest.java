package io.quarkiverse.socketio.runtime.cluster.primary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.cluster.handoff.NettyTransport;
import io.quarkiverse.socketio.runtime.cluster.link.HandoffMode;

/** Tests the choice of the handoff. The failure for impossible choices is tested with real processes. */
class HandoffChoiceTest {
    @Test
    void descriptorsArePassedOnSupportedTransports() {
        assertThat(HandoffChoice.of(Optional.empty(), NettyTransport.EPOLL)).isEqualTo(HandoffMode.DESCRIPTOR);
        assertThat(HandoffChoice.of(Optional.empty(), NettyTransport.KQUEUE)).isEqualTo(HandoffMode.PROXY);
        assertThat(HandoffChoice.of(Optional.empty(), NettyTransport.NIO)).isEqualTo(HandoffMode.PROXY);
    }

    @Test
    void theConfiguredHandoffIsUsedIfPossible() {
        for (NettyTransport transport : NettyTransport.values()) {
            assertThat(HandoffChoice.of(Optional.of(HandoffMode.PROXY), transport)).isEqualTo(HandoffMode.PROXY);
        }
        assertThat(HandoffChoice.of(Optional.of(HandoffMode.DESCRIPTOR), NettyTransport.EPOLL))
                .isEqualTo(HandoffMode.DESCRIPTOR);
        assertThat(HandoffChoice.of(Optional.of(HandoffMode.DESCRIPTOR), NettyTransport.KQUEUE))
                .isEqualTo(HandoffMode.DESCRIPTOR);
    }
}
