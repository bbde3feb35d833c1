package io.quarkiverse.socketio.runtime.cluster.primary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.cluster.handoff.Transport;
import io.quarkiverse.socketio.runtime.cluster.link.Handoff;

/** Which way connections take. That what is impossible ends the start is shown with real processes. */
class HandoffChoiceTest {
    @Test
    void descriptorsArePassedWhereThatIsKnownToWork() {
        assertThat(HandoffChoice.of(Optional.empty(), Transport.EPOLL)).isEqualTo(Handoff.DESCRIPTOR);
        assertThat(HandoffChoice.of(Optional.empty(), Transport.KQUEUE)).isEqualTo(Handoff.PROXY);
        assertThat(HandoffChoice.of(Optional.empty(), Transport.NIO)).isEqualTo(Handoff.PROXY);
    }

    @Test
    void aWishThatIsPossibleIsGranted() {
        for (Transport transport : Transport.values()) {
            assertThat(HandoffChoice.of(Optional.of(Handoff.PROXY), transport)).isEqualTo(Handoff.PROXY);
        }
        assertThat(HandoffChoice.of(Optional.of(Handoff.DESCRIPTOR), Transport.EPOLL)).isEqualTo(Handoff.DESCRIPTOR);
        assertThat(HandoffChoice.of(Optional.of(Handoff.DESCRIPTOR), Transport.KQUEUE)).isEqualTo(Handoff.DESCRIPTOR);
    }
}
