package io.quarkiverse.socketio.runtime.bus;

import static io.quarkiverse.socketio.runtime.bus.RecordedServer.event;
import static io.quarkiverse.socketio.runtime.bus.RecordedServer.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import org.junit.jupiter.api.Test;

/** Tests servers {@code x-1}, {@code x-2} on one host, {@code y-1}, {@code y-2} on another one. */
class CompositeBusTest {
    private final InMemoryBus.Hub hostX = new InMemoryBus.Hub(Runnable::run);
    private final InMemoryBus.Hub hostY = new InMemoryBus.Hub(Runnable::run);
    private final InMemoryBus.Hub between = new InMemoryBus.Hub(Runnable::run);
    private final SwitchedBus localOfX1 = new SwitchedBus(hostX.join("x-1"));
    private final SwitchedBus remoteOfX1 = new SwitchedBus(between.join("x-1"));
    private final RecordedServer x1 = server(localOfX1, remoteOfX1);
    private final RecordedServer x2 = server(hostX.join("x-2"), between.join("x-2"));
    private final RecordedServer y1 = server(hostY.join("y-1"), between.join("y-1"));
    private final RecordedServer y2 = server(hostY.join("y-2"), between.join("y-2"));

    private static RecordedServer server(Bus local, Bus remote) {
        return new RecordedServer(new CompositeBus(local, remote, other -> other.charAt(0) == local.self().charAt(0)));
    }

    private List<List<String>> received() {
        return List.of(x1.received, x2.received, y1.received, y2.received);
    }

    private void sendInAllWays() {
        x1.bus.publish(message("p"));
        x1.bus.send("x-2", message("s"));
        x1.bus.send("y-1", message("s"));
    }

    @Test
    void allServersAreReachedOnce() {
        sendInAllWays();
        assertThat(received()).containsExactly(List.of(), List.of("x-1:p", "x-1:s"), List.of("x-1:p", "x-1:s"),
                List.of("x-1:p"));
        assertThat(x1.peers).containsExactly("x-2", "y-1", "y-2");
    }

    @Test
    void serversOfTheSameHostAreReachedOverTheirOwnBusAlone() {
        localOfX1.mute();
        sendInAllWays();
        assertThat(received()).containsExactly(List.of(), List.of(), List.of("x-1:p", "x-1:s"), List.of("x-1:p"));
    }

    @Test
    void serversOfTheSameHostContinueIfTheBusBetweenHostsFails() {
        remoteOfX1.breakDown();
        sendInAllWays();
        assertThat(x1.bus.isConnected()).isFalse();
        x2.bus.publish(message("r"));
        assertThat(received()).containsExactly(List.of("x-2:r"), List.of("x-1:p", "x-1:s"), List.of("x-2:r"), List.of("x-2:r"));
        x1.bus.close();
        assertThat(x2.peers).containsExactly("y-1", "y-2");
    }

    @Test
    void nothingIsSequenced() {
        assertThat(x1.bus.sequence(event("a"), x1)).isFalse();
        assertThat(received()).containsOnly(List.of());
    }

    @Test
    void aServerOfThisHostMissingOnTheLocalBusIsNotListed() {
        new RecordedServer(between.join("x-9"));
        assertThat(x1.peers).containsExactly("x-2", "y-1", "y-2");
        assertThat(y1.peers).containsExactly("x-1", "x-2", "x-9", "y-2");
    }

    @Test
    void bothBusesMustNameTheServerAlike() {
        assertThatThrownBy(() -> new CompositeBus(hostX.join("x-3"), between.join("x-4"), name -> true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CompositeBus(hostX.join("x-3"), between.join("x-3"), name -> false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
