package io.quarkiverse.socketio.runtime.cluster.primary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.cluster.handoff.NettyTransport;
import io.quarkiverse.socketio.runtime.cluster.link.HandoffMode;

/** Which way connections take. That what is impossible ends the start is shown with real processes. */
class HandoffChoiceTest {
    @Test
    void descriptorsArePassedWhereThatIsKnownToWork() {
        assertThat(HandoffChoice.of(Optional.empty(), NettyTransport.EPOLL)).isEqualTo(HandoffMode.DESCRIPTOR);
        assertThat(HandoffChoice.of(Optional.empty(), NettyTransport.KQUEUE)).isEqualTo(HandoffMode.PROXY);
        assertThat(HandoffChoice.of(Optional.empty(), NettyTransport.NIO)).isEqualTo(HandoffMode.PROXY);
    }

    @Test
    void aWishThatIsPossibleIsGranted() {
        for (NettyTransport transport : NettyTransport.values()) {
            assertThat(HandoffChoice.of(Optional.of(HandoffMode.PROXY), transport)).isEqualTo(HandoffMode.PROXY);
        }
        assertThat(HandoffChoice.of(Optional.of(HandoffMode.DESCRIPTOR), NettyTransport.EPOLL))
                .isEqualTo(HandoffMode.DESCRIPTOR);
        assertThat(HandoffChoice.of(Optional.of(HandoffMode.DESCRIPTOR), NettyTransport.KQUEUE))
                .isEqualTo(HandoffMode.DESCRIPTOR);
    }
}
