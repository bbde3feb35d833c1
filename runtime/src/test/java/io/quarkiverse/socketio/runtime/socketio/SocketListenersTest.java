package io.quarkiverse.socketio.runtime.socketio;

import static io.quarkiverse.socketio.runtime.socketio.Handlers.on;
import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.EVENT_LOOP;
import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.WORKER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Backlog;
import io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers.When;

class SocketListenersTest {
    private final SocketIOFixture fixture = new SocketIOFixture();
    private final ServerImpl io = fixture.io;
    private final SocketIOFixture.Client client = fixture.connected();
    private final Socket socket = fixture.socket();

    private BiConsumer<String, Arguments> any(String name) {
        return (event, args) -> fixture.note(name + " " + event + args.toList());
    }

    private BiConsumer<Arguments, Ack> event(String name) {
        return (args, ack) -> fixture.note(name);
    }

    @Test
    void aOnceHandlerIsCalledOnce() {
        socket.once("a", event("once")).on("a", event("on"));
        client.sends("2[\"a\"]", "2[\"a\"]");
        assertThat(fixture.notes).containsExactly("once", "on", "on");
    }

    @Test
    void offRemovesOneOrAllHandlers() {
        BiConsumer<Arguments, Ack> first = event("first");
        BiConsumer<Arguments, Ack> second = event("second");
        socket.on("a", first).on("a", first).once("a", second).on("b", first);
        socket.off("a", first).off("a", second).off("a", event("unknown"));
        client.sends("2[\"a\"]");
        assertThat(fixture.notes).containsExactly("first");
        socket.off("a");
        client.sends("2[\"a\"]", "2[\"b\"]");
        assertThat(fixture.notes).containsExactly("first", "first");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "connect | use onConnection of the namespace",
            "connect_error | clients get it; to refuse a client, fail in a middleware with ConnectErrorException",
            "disconnect | use onDisconnect of the socket",
            "disconnecting | use onDisconnecting of the socket",
            "newListener | choose another name", "removeListener | choose another name" })
    void aHandlerThatNoClientCanCallIsRefusedWithWhatToUse(String name, String instead) {
        List<Function<BiConsumer<Arguments, Ack>, Socket>> methods = List.of(handler -> socket.on(name, handler),
                handler -> socket.once(name, handler), handler -> socket.onBlocking(name, handler),
                handler -> socket.prependListener(name, handler), handler -> socket.prependOnceListener(name, handler));
        assertThat(methods).allSatisfy(method -> assertThatIllegalArgumentException()
                .isThrownBy(() -> method.apply(event("never"))).withMessage("A listener of the event \"" + name
                        + "\" would never be called, as Socket.IO reserves the name: " + instead));
        assertThat(socket.eventNames()).isEmpty();
        assertThat(socket.off(name).listeners(name)).as("removing is harmless").isEmpty();
    }

    @Test
    void aClientMayEmitAnEventWithTheNameOfALocalEventOfAServer() {
        socket.on("error", event("error")).on("connection", event("connection"));
        client.sends("2[\"error\"]", "2[\"connection\"]");
        assertThat(fixture.notes).containsExactly("error", "connection");
    }

    @Test
    void handlersCanBeListedAndPrepended() {
        BiConsumer<Arguments, Ack> first = event("first");
        BiConsumer<Arguments, Ack> second = event("second");
        BiConsumer<Arguments, Ack> once = event("once");
        socket.on("a", second).prependListener("a", first).prependOnceListener("a", once).onBlocking("b", second)
                .onAny(any("any"));
        assertThat(socket.listeners("a")).containsExactly(once, first, second);
        assertThat(socket.listeners("b")).containsExactly(second);
        assertThat(socket.eventNames()).containsExactlyInAnyOrder("a", "b");
        client.sends("2[\"a\"]", "2[\"a\"]");
        assertThat(fixture.notes).containsExactly("any a[]", "once", "first", "second", "any a[]", "first", "second");
    }

    @Test
    void allHandlersOfOneOrOfAllEventsCanBeRemoved() {
        socket.on("a", event("a")).onBlocking("b", event("b")).once("c", event("c")).onAny(any("any"));
        assertThat(socket.removeAllListeners("b").eventNames()).containsExactly("a", "c");
        assertThat(socket.removeAllListeners().eventNames()).isEmpty();
        client.sends("2[\"a\"]");
        assertThat(fixture.notes).containsExactly("any a[]");
    }

    @Test
    void aBlockingHandlerRunsOnAWorkerThreadAndDelaysTheNextEvent() {
        socket.onBlocking("a", (args, ack) -> {
            fixture.note("blocking");
            ack.send(1);
        }).on("a", event("first")).on("b", event("b"));
        fixture.loop.perform(() -> {
            client.link.text("420[\"a\"]");
            client.link.text("42[\"b\"]");
        });
        fixture.loop.runAll();
        assertThat(fixture.notes).containsExactly("first");
        fixture.settle();
        assertThat(fixture.notes).containsExactly("first", "blocking", "b");
        assertThat(client.got()).containsExactly("30[1]");
        client.sends("2[\"a\"]");
        assertThat(fixture.notes).hasSize(5);
        fixture.assertNothingIsLeft();
    }

    @Test
    void listenersOfErrorsAndDisconnectionsCanBeRemoved() {
        Consumer<Throwable> error = failure -> fixture.note("error");
        BiConsumer<Throwable, Ack> errorWithAck = (failure, ack) -> fixture.note("error");
        Consumer<DisconnectReason> reason = why -> fixture.note("gone");
        socket.onError(error).onError(errorWithAck).onDisconnecting(reason).onDisconnect(reason).onDisconnect(reason);
        socket.offError(error).offError(errorWithAck).offDisconnecting(reason).offDisconnect(reason);
        socket.on("a", (args, ack) -> {
            throw new IllegalStateException("on purpose");
        });
        client.sends("2[\"a\"]", "1");
        assertThat(fixture.notes).containsExactly("gone");
    }

    @Test
    void anyListenersRunBeforeHandlersAndWithoutThem() {
        io.handlers().onEvent("a", on(WORKER, call -> fixture.note("handler")));
        io.handlers().on(When.ANY_EVENT, on(EVENT_LOOP, call -> fixture.note("namespace " + call.event())));
        socket.onAny(any("second")).prependAny(any("first")).on("a", event("on"));
        client.sends("2[\"a\",1]", "2[\"none\"]");
        assertThat(fixture.notes).containsExactly("first a[1]", "second a[1]", "namespace a", "handler", "on",
                "first none[]", "second none[]", "namespace none");
    }

    @Test
    void anyListenersCanBeListedAndRemoved() {
        BiConsumer<String, Arguments> first = any("first");
        BiConsumer<String, Arguments> second = any("second");
        socket.onAny(first).onAny(second);
        assertThat(socket.listenersAny()).containsExactly(first, second);
        assertThat(socket.offAny(first).listenersAny()).containsExactly(second);
        assertThat(socket.offAny().listenersAny()).isEmpty();
        socket.onAnyOutgoing(first).prependAnyOutgoing(second);
        assertThat(socket.listenersAnyOutgoing()).containsExactly(second, first);
        assertThat(socket.offAnyOutgoing(second).listenersAnyOutgoing()).containsExactly(first);
        assertThat(socket.offAnyOutgoing().listenersAnyOutgoing()).isEmpty();
    }

    @Test
    void outgoingListenersSeeEventsAndBroadcastsButNoAcknowledgements() {
        socket.onAnyOutgoing(any("out")).on("q", (args, ack) -> ack.send("answer"));
        fixture.run(() -> {
            socket.emit("a", 1);
            io.emit("b", new byte[] { 1 });
            socket.emitWithAck("c").subscribe().with(answer -> {
            });
        });
        client.sends("20[\"q\"]");
        assertThat(fixture.notes).hasSize(3).first().isEqualTo("out a[1]");
        assertThat(fixture.notes.get(1)).startsWith("out b[");
        assertThat(fixture.notes.get(2)).isEqualTo("out c[]");
    }

    @Test
    void sendEmitsAMessageEvent() {
        fixture.run(() -> {
            socket.send("x");
            io.write(1, 2);
        });
        assertThat(client.got()).containsExactly("2[\"message\",\"x\"]", "2[\"message\",1,2]");
    }

    @Test
    void disconnectingHandlersRunBeforeTheRoomsAreLeft() {
        io.handlers().on(When.DISCONNECTING, on(WORKER, call -> fixture.note("handler " + call.socket().rooms().size())));
        io.handlers().on(When.DISCONNECT, on(WORKER, call -> fixture.note("gone " + call.socket().rooms().size())));
        socket.join("a");
        socket.onDisconnecting(reason -> fixture.note("listener " + socket.rooms().contains("a") + " " + reason));
        socket.onDisconnect(reason -> fixture.note("left " + socket.rooms()));
        client.sends("1");
        assertThat(fixture.notes).containsExactly("handler 2", "listener true client namespace disconnect", "gone 0",
                "left []");
    }

    @Test
    void eventsSentToRoomsWhileDisconnectingReachOthers() {
        SocketIOFixture.Client other = fixture.connected();
        fixture.socket().join("a");
        socket.join("a");
        socket.onDisconnecting(reason -> socket.rooms().forEach(room -> socket.to(room).emit("left")));
        client.disconnects();
        assertThat(other.got()).containsExactly("2[\"left\"]");
    }

    @Test
    void errorHandlersGetTheFailureAndTheEventName() {
        io.handlers().on(When.ERROR,
                on(WORKER, call -> fixture.note(call.event() + ": " + call.failure().getMessage())));
        io.handlers().onEvent("a", on(WORKER, call -> {
            throw new IllegalStateException("one");
        }));
        socket.onError(failure -> fixture.note("listener: " + failure.getMessage()));
        client.sends("2[\"a\"]");
        assertThat(fixture.notes).containsExactly("a: one", "listener: one");
    }

    @Test
    void theFailureOfAnErrorHandlerIsNotReportedToIt() {
        socket.onError(failure -> {
            fixture.note(failure.getMessage());
            throw new IllegalStateException("worse, on purpose");
        });
        socket.on("a", (args, ack) -> {
            throw new IllegalStateException("bad");
        });
        client.sends("2[\"a\"]", "2[\"a\"]");
        assertThat(fixture.notes).containsExactly("bad", "bad");
    }

    @Test
    void pendingAcknowledgementsOfAClientAreLimited() {
        for (int i = 0; i < SocketIOFixture.OPTIONS.limits().pendingAcks() + 1; i++) {
            socket.emitWithAck("q").subscribe().with(answer -> fixture.note("answer"),
                    failure -> fixture.note(failure.getMessage()));
        }
        fixture.settle();
        assertThat(fixture.notes).hasSize(1).first().asString().contains("quarkus.socketio.limits.pending-acks");
        client.sends("30[]");
        fixture.run(() -> socket.emitWithAck("q").subscribe().with(answer -> fixture.note("never")));
        assertThat(fixture.notes).hasSize(2).last().isEqualTo("answer");
    }

    @Test
    void aClientThatSendsFasterThanItsHandlersRunIsPaused() {
        io.handlers().onEvent("a", on(WORKER, call -> fixture.note("a")));
        fixture.loop.perform(() -> {
            for (int i = 0; i < Backlog.PAUSE_COUNT; i++) {
                client.link.text("42[\"a\"]");
            }
        });
        fixture.loop.runAll();
        assertThat(client.link.isPaused()).isTrue();
        fixture.settle();
        assertThat(client.link.isPaused()).isFalse();
        assertThat(fixture.notes).hasSize(Backlog.PAUSE_COUNT);
    }
}
