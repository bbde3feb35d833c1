package io.quarkiverse.socketio.runtime.socketio;

import static io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers.When.DISCONNECT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Level;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.ConnectErrorException;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.log.LogRecords;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Invocation;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Middleware;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

class MiddlewareTest {
    private final SocketIOFixture fixture = new SocketIOFixture();
    private final ServerImpl io = fixture.io;
    private final List<Socket> seen = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        fixture.assertNothingIsLeft();
        assertThat(seen).allSatisfy(socket -> assertThat(socket.rooms()).isEmpty());
    }

    private void refuseWith(RuntimeException failure) {
        io.use(socket -> {
            seen.add(socket);
            return Uni.createFrom().failure(failure);
        });
    }

    private String answer() {
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0");
        assertThat(client.isClosed()).isFalse();
        return String.join("", client.got());
    }

    @Test
    void middlewaresRunInOrderBeforeConnectHandlers() {
        io.use(socket -> {
            fixture.note("first " + socket.connected());
            return Uni.createFrom().voidItem();
        });
        io.use(socket -> {
            fixture.note("second");
            return Uni.createFrom().voidItem();
        });
        io.onConnection(socket -> fixture.note("connection " + socket.connected()));
        fixture.connected();
        assertThat(fixture.notes).containsExactly("first false", "second", "connection true");
    }

    @Test
    void aRefusedClientReceivesMessageAndDataAndMayTryAgain() {
        refuseWith(new ConnectErrorException("not authorized", Map.of("code", 7)));
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0");
        assertThat(client.got()).hasSize(1).first().asString().startsWith("4{")
                .contains("\"message\":\"not authorized\"", "\"data\":{\"code\":7}");
        client.sends("0");
        assertThat(client.got()).hasSize(1);
        assertThat(seen).hasSize(2);
        assertThat(fixture.sockets).isEmpty();
    }

    @Test
    void middlewaresAfterARefusalDoNotRun() {
        refuseWith(new ConnectErrorException("no"));
        io.use(socket -> {
            fixture.note("asked");
            return Uni.createFrom().voidItem();
        });
        assertThat(answer()).isEqualTo("4{\"message\":\"no\"}");
        assertThat(fixture.notes).isEmpty();
    }

    @Test
    void theMessageOfAnyExceptionIsSent() {
        refuseWith(new IllegalArgumentException("bad token"));
        assertThat(answer()).isEqualTo("4{\"message\":\"bad token\"}");
    }

    @Test
    void messagesOfJvmErrorsAreNotSent() {
        refuseWith(new NullPointerException("Cannot invoke \"Secret.of()\""));
        assertThat(answer()).isEqualTo("4{\"message\":\"Internal error\"}");
    }

    @Test
    void aThrowingMiddlewareRefusesTheClient() {
        io.use(socket -> {
            throw new IllegalStateException("closed");
        });
        assertThat(answer()).isEqualTo("4{\"message\":\"closed\"}");
    }

    @Test
    void unserialisableDataIsOmitted() {
        refuseWith(new ConnectErrorException("no", new Object()));
        try (LogRecords log = LogRecords.of(ClientConnection.class)) {
            for (int i = 0; i < 3; i++) {
                assertThat(answer()).isEqualTo("4{\"message\":\"no\"}");
            }
            assertThat(log.all()).as("clients choose the number").singleElement().satisfies(record -> {
                assertThat(record.getLevel()).isEqualTo(Level.WARNING);
                assertThat(record.getThrown()).isNull();
                assertThat(record.getMessage()).startsWith("The data of a ConnectErrorException in namespace / cannot be sent,"
                        + " its message is: Values cannot be serialised: No serializer found for class java.lang.Object");
            });
        }
    }

    @Test
    void aMiddlewareMayCompleteOnAnyThread() {
        List<UniEmitter<? super Void>> waiting = new ArrayList<>();
        io.use(socket -> Uni.createFrom().<Void> emitter(waiting::add));
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0");
        assertThat(client.got()).isEmpty();
        fixture.run(() -> waiting.get(0).complete(null));
        assertThat(client.got()).hasSize(1).first().asString().startsWith("0{\"sid\"");
        assertThat(fixture.socket().connected()).isTrue();
    }

    @Test
    void aBlockingMiddlewareCompletesOnce() {
        io.handlers().use(new Middleware() {
            @Override
            public ExecutionMode mode() {
                return ExecutionMode.WORKER;
            }

            @Override
            public void check(Invocation call, Consumer<@Nullable Throwable> answer) {
                answer.accept(null);
                answer.accept(new IllegalStateException("too late"));
            }
        });
        fixture.connected();
        assertThat(fixture.socket().connected()).isTrue();
    }

    @Test
    void roomsAndDataSetByAMiddlewareStay() {
        io.use(socket -> {
            socket.join("a", "b");
            socket.leave("b");
            socket.data().put("user", "ada");
            assertThat(socket.rooms()).containsExactly("a");
            return Uni.createFrom().voidItem();
        });
        SocketIOFixture.Client client = fixture.connected();
        Socket socket = fixture.socket();
        assertThat(socket.rooms()).containsExactlyInAnyOrder(socket.id(), "a");
        assertThat(socket.data()).containsEntry("user", "ada");
        fixture.run(() -> io.to("a").emit("x"));
        assertThat(client.got()).containsExactly("2[\"x\"]");
    }

    @Test
    void aSocketThatIsNotConnectedYetReceivesNothing() {
        List<UniEmitter<? super Void>> waiting = new ArrayList<>();
        io.use(socket -> {
            seen.add(socket);
            socket.join("a");
            return Uni.createFrom().<Void> emitter(waiting::add);
        });
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0");
        fixture.run(() -> {
            io.to("a").emit("x");
            io.emit("y");
            seen.get(0).emit("z");
            seen.get(0).disconnect(false);
        });
        assertThat(io.sockets()).isEmpty();
        fixture.run(() -> waiting.get(0).complete(null));
        assertThat(client.got()).hasSize(1).first().asString().startsWith("0{");
    }

    @Test
    void aRefusedSocketLeavesItsRoomsAndNoHandlerIsCalled() {
        io.handlers().on(DISCONNECT, Handlers.on(ExecutionMode.EVENT_LOOP, call -> fixture.note("disconnect")));
        io.use(socket -> {
            seen.add(socket);
            socket.join("a");
            return Uni.createFrom().failure(new ConnectErrorException("no"));
        });
        answer();
        assertThat(seen.get(0).rooms()).isEmpty();
        fixture.run(() -> seen.get(0).join("b"));
        assertThat(seen.get(0).rooms()).isEmpty();
        assertThat(fixture.notes).isEmpty();
    }

    @Test
    void aClientThatDisconnectsDuringAMiddlewareIsNeverConnected() {
        io.handlers().on(DISCONNECT, Handlers.on(ExecutionMode.EVENT_LOOP, call -> fixture.note("disconnect")));
        List<UniEmitter<? super Void>> waiting = new ArrayList<>();
        io.use(socket -> {
            seen.add(socket);
            socket.join("a");
            return Uni.createFrom().<Void> emitter(waiting::add);
        });
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0");
        client.disconnects();
        fixture.run(() -> waiting.get(0).complete(null));
        assertThat(fixture.sockets).isEmpty();
        assertThat(fixture.notes).isEmpty();
        assertThat(seen.get(0).rooms()).isEmpty();
    }

    @Test
    void packetsBeforeTheConnectResponseCloseTheConnection() {
        for (String packet : List.of("2[\"a\"]", "0")) {
            io.use(socket -> Uni.createFrom().nothing());
            SocketIOFixture.Client client = fixture.new Client();
            client.sends("0", packet);
            assertThat(client.isClosed()).as(packet).isTrue();
        }
    }

    @Test
    void aMiddlewareThatNeverCompletesTimesOut() {
        io.use(socket -> Uni.createFrom().nothing());
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0");
        fixture.loop.advance(SocketIOFixture.OPTIONS.connectTimeout());
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void eachNamespaceHasItsOwnMiddlewares() {
        io.of("/admin").use(socket -> Uni.createFrom().failure(new ConnectErrorException("no")));
        SocketIOFixture.Client client = fixture.connected();
        client.sends("0/admin,");
        assertThat(client.got()).containsExactly("44/admin,{\"message\":\"no\"}".replace("44", "4"));
        assertThat(fixture.socket().connected()).isTrue();
    }
}
