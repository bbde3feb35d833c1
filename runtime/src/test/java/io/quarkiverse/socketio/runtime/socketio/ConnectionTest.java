package io.quarkiverse.socketio.runtime.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.Connection;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.engineio.EngineSession;
import io.quarkiverse.socketio.runtime.engineio.transport.FakeWebSocketLink;

/** Tests the connection of a socket. */
class ConnectionTest {
    private final SocketIOFixture fixture = new SocketIOFixture();
    private EngineSession session;
    private Connection connection;

    @BeforeEach
    void open() {
        fixture.engine.openPolling("EIO=4", "transport=polling");
        session = fixture.engine.session("sid1");
        posts("40");
        fixture.engine.poll("sid1");
        fixture.settle();
        connection = fixture.socket().conn();
    }

    @AfterEach
    void nothingIsLeft() {
        fixture.engine.server.close();
        fixture.settle();
        fixture.loop.advanceMillis(30_000); // the last packets are never polled
        assertThat(fixture.loop.timers()).isZero();
    }

    private void posts(String packet) {
        fixture.engine.post("sid1", packet);
        fixture.settle();
    }

    @Test
    void aConnectionHasTransportAddressAndRequest() {
        assertThat(connection.transport()).isEqualTo("polling");
        assertThat(connection.protocol()).isEqualTo(4);
        assertThat(connection.remoteAddress()).isEqualTo("10.0.0.1");
        fixture.new Client("EIO=3").got();
        assertThat(fixture.socket().conn().protocol()).isEqualTo(3);
        assertThat(fixture.socket().conn().transport()).isEqualTo("websocket");
    }

    @Test
    void theTransportIsPollingUntilTheUpgrade() {
        fixture.run(() -> connection.onUpgrade(name -> fixture.note(name + " " + connection.transport())));
        FakeWebSocketLink link = fixture.engine.upgrade(session);
        fixture.engine.clientSends(link, "2probe");
        assertThat(connection.transport()).isEqualTo("polling");
        assertThat(fixture.notes).isEmpty();
        fixture.engine.clientSends(link, "5");
        assertThat(connection.transport()).isEqualTo("websocket");
        assertThat(fixture.notes).containsExactly("websocket websocket");
    }

    @Test
    void aFailedUpgradeChangesNothing() {
        fixture.run(() -> connection.onUpgrade(fixture::note));
        FakeWebSocketLink link = fixture.engine.upgrade(session);
        fixture.engine.clientSends(link, "2probe", "4nonsense");
        assertThat(connection.transport()).isEqualTo("polling");
        assertThat(fixture.notes).isEmpty();
    }

    @Test
    void eventsOfAnUpgradeListenerFollowQueuedOnesOnTheWebSocket() {
        Socket socket = fixture.socket();
        fixture.run(() -> connection.onUpgrade(name -> socket.emit("after")));
        fixture.run(() -> socket.emit("before"));
        FakeWebSocketLink link = fixture.engine.upgrade(session);
        fixture.engine.clientSends(link, "2probe", "5");
        fixture.settle();
        assertThat(link.received()).containsExactly("3probe", "42[\"before\"]", "42[\"after\"]");
    }

    @Test
    void anUpgradeListenerMayFailOrCloseTheConnection() {
        fixture.run(() -> connection.onUpgrade(name -> {
            throw new IllegalStateException("on purpose");
        }).onUpgrade(name -> connection.close()).onUpgrade(fixture::note).onClose(reason -> fixture.note("" + reason)));
        FakeWebSocketLink link = fixture.engine.upgrade(session);
        fixture.engine.clientSends(link, "2probe", "5", "42[\"late\"]");
        fixture.settle();
        assertThat(fixture.notes).containsExactly("forced close", "websocket");
        assertThat(link.closeCode()).isEqualTo(1000);
        assertThat(fixture.engine.server.size()).isZero();
    }

    @Test
    void aListenerOfTheUpgradeCanBeRemoved() {
        Consumer<String> removed = name -> fixture.note("removed");
        fixture.run(() -> connection.onUpgrade(removed).onUpgrade(fixture::note).offUpgrade(removed));
        fixture.engine.clientSends(fixture.engine.upgrade(session), "2probe", "5");
        assertThat(fixture.notes).containsExactly("websocket");
    }

    @Test
    void aListenerOfTheEndCanBeRemoved() {
        Consumer<DisconnectReason> removed = reason -> fixture.note("removed");
        fixture.run(() -> connection.onClose(removed).onClose(removed).onClose(reason -> fixture.note("" + reason))
                .offClose(removed));
        fixture.run(() -> connection.offClose(removed).offClose(removed));
        fixture.run(connection::close);
        assertThat(fixture.notes).containsExactly("forced close");
    }

    @Test
    void closeListenersAreCalledAfterDisconnectHandlersAndLateOnesAtOnce() {
        fixture.io.of("/chat").onConnection(socket -> socket.onDisconnect(reason -> fixture.note("chat " + reason)));
        posts("40/chat,");
        fixture.run(() -> {
            connection.onClose(reason -> fixture.note("connection " + reason));
            fixture.socket().onDisconnect(reason -> fixture.note("main " + reason));
        });
        fixture.run(connection::close);
        assertThat(fixture.notes).hasSize(3).contains("chat forced close", "main forced close").last()
                .isEqualTo("connection forced close");
        fixture.run(() -> connection.onClose(reason -> fixture.note("late " + reason)));
        assertThat(fixture.notes).hasSize(4).last().isEqualTo("late forced close");
        fixture.run(connection::close);
        assertThat(fixture.notes).hasSize(4);
    }

    @Test
    void closingAConnectionSendsNoDisconnectPacket() {
        SocketIOFixture.Client client = fixture.connected();
        fixture.run(() -> fixture.socket().conn().close());
        assertThat(client.got()).as("no DISCONNECT").isEmpty();
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void socketsOfOneClientShareTheirConnection() {
        fixture.io.of("/chat").onConnection(fixture.sockets::add);
        posts("40/chat,");
        assertThat(fixture.socket().namespace().name()).isEqualTo("/chat");
        assertThat(fixture.socket().conn()).isSameAs(connection);
    }
}
