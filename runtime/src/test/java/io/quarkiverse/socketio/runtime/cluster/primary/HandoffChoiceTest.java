package io.quarkiverse.socketio.runtime.cluster.primary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.cluster.handoff.NettyTransport;
import io.quarkiverse.socketio.runtime.cluster.link.Handoff;

/** Tests the choice of the handoff. The failure for impossible choices is tested with real processes. */
class HandoffChoiceTest {
    @Test
    void descriptorsArePassedOnSupportedTransports() {
        assertThat(HandoffChoice.of(Optional.empty(), NettyTransport.EPOLL)).isEqualTo(Handoff.DESCRIPTOR);
        assertThat(HandoffChoice.of(Optional.empty(), NettyTransport.KQUEUE)).isEqualTo(Handoff.PROXY);
        assertThat(HandoffChoice.of(Optional.empty(), NettyTransport.NIO)).isEqualTo(Handoff.PROXY);
    }

    @Test
    void theConfiguredHandoffIsUsedIfPossible() {
        for (NettyTransport transport : NettyTransport.values()) {
            assertThat(HandoffChoice.of(Optional.of(Handoff.PROXY), transport)).isEqualTo(Handoff.PROXY);
        }
        assertThat(HandoffChoice.of(Optional.of(Handoff.DESCRIPTOR), NettyTransport.EPOLL)).isEqualTo(Handoff.DESCRIPTOR);
        assertThat(HandoffChoice.of(Optional.of(Handoff.DESCRIPTOR), NettyTransport.KQUEUE)).isEqualTo(Handoff.DESCRIPTOR);
    }
}
