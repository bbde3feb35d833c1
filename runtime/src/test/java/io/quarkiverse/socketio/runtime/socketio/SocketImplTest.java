package io.quarkiverse.socketio.runtime.socketio;

import static io.quarkiverse.socketio.runtime.socketio.Handlers.on;
import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.EVENT_LOOP;
import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.WORKER;
import static io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers.When.CONNECT;
import static io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers.When.DISCONNECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIOException;

class SocketImplTest {
    private final SocketIOFixture fixture = new SocketIOFixture();
    private final ServerImpl io = fixture.io;

    @AfterEach
    void nothingIsLeft() {
        fixture.assertNothingIsLeft();
    }

    // events

    @Test
    void eventsEmittedOnAnyThreadArriveInOrder() {
        SocketIOFixture.Client client = fixture.connected();
        Socket socket = fixture.socket();
        fixture.run(() -> {
            socket.emit("a", 1);
            socket.emit("b", new byte[] { 1 });
            fixture.loop.execute(() -> socket.emit("c"));
        });
        assertThat(client.got()).containsExactly("2[\"a\",1]", "51-[\"b\",{\"_placeholder\":true,\"num\":0}]", "0x01",
                "2[\"c\"]");
    }

    @Test
    void argumentsAreSerialisedWhenTheyAreEmitted() {
        SocketIOFixture.Client client = fixture.connected();
        StringBuilder value = new StringBuilder("before");
        fixture.run(() -> {
            fixture.socket().emit("a", value);
            value.replace(0, 6, "after");
        });
        assertThat(client.got()).containsExactly("2[\"a\",\"before\"]");
    }

    @Test
    void aReservedNameThrows() {
        fixture.connected();
        Socket socket = fixture.socket();
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> socket.emit("disconnect"));
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> socket.broadcast().emit("connect"));
        assertThat(socket.connected()).isTrue();
    }

    @Test
    void handlersOfBothKindsRunInOrder() {
        io.handlers().onEvent("a", on(EVENT_LOOP, call -> fixture.note("namespace 1")));
        io.handlers().onEvent("a", on(WORKER, call -> fixture.note("namespace 2")));
        SocketIOFixture.Client client = fixture.connected();
        fixture.run(() -> fixture.socket().on("a", (args, ack) -> fixture.note("socket " + args.toList())));
        client.sends("2[\"a\",1]");
        assertThat(fixture.notes).containsExactly("namespace 1", "namespace 2", "socket [1]");
    }

    @Test
    void anEventsNameMayBeANumber() {
        SocketIOFixture.Client client = fixture.connected();
        fixture.run(() -> fixture.socket().on("7", (args, ack) -> fixture.note("seven")));
        client.sends("2[7]");
        assertThat(fixture.notes).containsExactly("seven");
    }

    @Test
    void aFailingHandlerAffectsNoOther() {
        io.handlers().onEvent("a", on(EVENT_LOOP, call -> {
            throw new Exception("checked, on purpose");
        }));
        io.handlers().onEvent("a", on(WORKER, call -> {
            throw new NotImplemented();
        }));
        SocketIOFixture.Client client = fixture.connected();
        fixture.run(() -> fixture.socket().on("a", (args, ack) -> {
            throw new StackOverflowError("on purpose");
        }).on("a", (args, ack) -> fixture.note("a")));
        client.sends("2[\"a\"]", "2[\"a\"]");
        assertThat(fixture.notes).containsExactly("a", "a");
        assertThat(fixture.socket().connected()).isTrue();
    }

    /** Some languages' unfinished code throws an {@code Error} of its own. */
    private static final class NotImplemented extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void aHandlerMayAddAnotherHandler() {
        SocketIOFixture.Client client = fixture.connected();
        Socket socket = fixture.socket();
        fixture.run(() -> socket.on("a", (args, ack) -> {
            fixture.note("first");
            socket.on("a", (more, noAck) -> fixture.note("second"));
        }));
        client.sends("2[\"a\"]");
        assertThat(fixture.notes).containsExactly("first");
        client.sends("2[\"a\"]");
        assertThat(fixture.notes).containsExactly("first", "first", "second");
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void anEventDuringABlockingConnectHandlerFindsTheHandlersAddedByIt() {
        io.handlers().on(CONNECT, on(WORKER, call -> call.socket().on("a", (args, ack) -> fixture.note("a" + args.toList()))));
        SocketIOFixture.Client client = fixture.new Client();
        fixture.loop.perform(() -> {
            client.link.text("40");
            client.link.text("42[\"a\",1]");
            client.link.text("42[\"a\",2]");
        });
        assertThat(fixture.notes).isEmpty();
        fixture.settle();
        client.sends("2[\"a\",3]");
        assertThat(fixture.notes).containsExactly("a[1]", "a[2]", "a[3]");
    }

    @Test
    void eventsAreHandledAfterTheConnectHandlers() {
        io.handlers().on(CONNECT, on(WORKER, call -> fixture.note("connection")));
        io.handlers().onEvent("a", on(EVENT_LOOP, call -> fixture.note("a")));
        SocketIOFixture.Client client = fixture.new Client();
        fixture.loop.perform(() -> {
            client.link.text("40");
            client.link.text("42[\"a\"]");
        });
        fixture.settle();
        assertThat(fixture.notes).containsExactly("connection", "a");
    }

    @Test
    void onlyTheClientOfTheSocketReceivesTheEvent() {
        SocketIOFixture.Client first = fixture.connected();
        Socket socket = fixture.socket();
        SocketIOFixture.Client second = fixture.connected();
        fixture.run(() -> socket.emit("a"));
        assertThat(first.got()).containsExactly("2[\"a\"]");
        assertThat(second.got()).isEmpty();
    }

    @Test
    void aVolatileEventIsDroppedWhenTheClientCannotTakeIt() {
        SocketIOFixture.Client client = fixture.connected();
        Socket socket = fixture.socket();
        fixture.run(() -> socket.asVolatile().emit("a", 1));
        assertThat(client.got()).containsExactly("2[\"a\",1]");
        client.link.stopReading();
        fixture.run(() -> socket.asVolatile().emit("a", 2));
        assertThat(client.link.unread()).isEmpty();
        fixture.run(() -> socket.emit("a", 3));
        assertThat(client.link.unread()).hasSize(1);
    }

    // acknowledgements that the client wants

    @Test
    void anAckIsSentOnce() {
        io.handlers().onEvent("a", on(WORKER, call -> {
            assertThat(call.ack().isAwaited()).isTrue();
            call.ack().send("one", new byte[] { 2 });
            assertThat(call.ack().isAwaited()).isFalse();
            call.ack().send("two");
        }));
        SocketIOFixture.Client client = fixture.connected();
        client.sends("213[\"a\"]");
        assertThat(client.got()).containsExactly("61-13[\"one\",{\"_placeholder\":true,\"num\":0}]", "0x02");
    }

    @Test
    void withoutAnAckIdNoAckIsAwaited() {
        io.handlers().onEvent("a", on(EVENT_LOOP, call -> {
            fixture.note("awaited " + call.ack().isAwaited());
            call.ack().send("ignored");
        }));
        SocketIOFixture.Client client = fixture.connected();
        client.sends("2[\"a\"]");
        assertThat(client.got()).isEmpty();
        assertThat(fixture.notes).containsExactly("awaited false");
    }

    @Test
    void anAckMayBeRepeatedAfterASerialisationFailure() {
        io.handlers().onEvent("a", on(EVENT_LOOP, call -> {
            try {
                call.ack().send(new Object());
            } catch (SocketIOException e) {
                assertThat(call.ack().isAwaited()).isTrue();
                call.ack().send("sorry");
            }
        }));
        SocketIOFixture.Client client = fixture.connected();
        client.sends("20[\"a\"]");
        assertThat(client.got()).containsExactly("30[\"sorry\"]");
    }

    @Test
    void anAckAfterTheDisconnectIsDropped() {
        Ack[] late = new Ack[1];
        io.handlers().onEvent("a", on(EVENT_LOOP, call -> late[0] = call.ack()));
        SocketIOFixture.Client client = fixture.connected();
        client.sends("21[\"a\"]", "1");
        fixture.run(() -> late[0].send("late"));
        assertThat(client.got()).isEmpty();
    }

    // acknowledgements that the server wants

    private void ask(Socket socket, String... args) {
        fixture.run(() -> socket.emitWithAck("q", (Object[]) args).subscribe().with(
                answer -> fixture.note("answer " + answer.toList()),
                failure -> fixture.note("failed " + failure.getMessage())));
    }

    @Test
    void eachResponseIsAddedToItsRequest() {
        SocketIOFixture.Client client = fixture.connected();
        ask(fixture.socket(), "x");
        ask(fixture.socket(), "y");
        assertThat(client.got()).containsExactly("20[\"q\",\"x\"]", "21[\"q\",\"y\"]");
        client.sends("31[\"Y\",1]", "61-0[{\"_placeholder\":true,\"num\":0}]", "0x01");
        assertThat(fixture.notes.get(0)).isEqualTo("answer [Y, 1]");
        assertThat(fixture.notes.get(1)).startsWith("answer [[B@");
    }

    @Test
    void aResponseCountsOnceAndAnUnexpectedOneNever() {
        SocketIOFixture.Client client = fixture.connected();
        ask(fixture.socket());
        client.sends("37[\"stranger\"]", "30[\"a\"]", "30[\"again\"]");
        assertThat(fixture.notes).containsExactly("answer [a]");
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void eachSubscriptionEmitsTheEventAgain() {
        SocketIOFixture.Client client = fixture.connected();
        var question = fixture.socket().emitWithAck("q");
        assertThat(client.got()).isEmpty();
        fixture.run(() -> question.subscribe().with(answer -> fixture.note("1")));
        fixture.run(() -> question.subscribe().with(answer -> fixture.note("2")));
        assertThat(client.got()).containsExactly("20[\"q\"]", "21[\"q\"]");
        client.sends("31[]", "30[]");
        assertThat(fixture.notes).containsExactly("2", "1");
    }

    @Test
    void anAckTimesOut() {
        SocketIOFixture.Client client = fixture.connected();
        Socket socket = fixture.socket();
        for (int i = 0; i < 2; i++) {
            fixture.run(() -> socket.timeout(Duration.ofSeconds(5)).emitWithAck("q").subscribe()
                    .with(answer -> fixture.note("answer"), failure -> fixture.note(failure.getMessage())));
        }
        fixture.loop.advanceMillis(4_999);
        client.sends("30[]");
        assertThat(fixture.notes).containsExactly("answer");
        fixture.loop.advanceMillis(1);
        assertThat(fixture.notes).hasSize(2).last().asString().contains("5000 ms");
        client.sends("31[\"late\"]");
        assertThat(fixture.notes).hasSize(2);
        assertThat(fixture.loop.timers()).isEqualTo(1); // the heartbeat
    }

    @Test
    void aTimeoutIsAtLeastAMillisecond() {
        fixture.connected();
        assertThatIllegalArgumentException().isThrownBy(() -> fixture.socket().timeout(Duration.ZERO));
    }

    @Test
    void aCancelledAckIsForgotten() {
        SocketIOFixture.Client client = fixture.connected();
        Socket socket = fixture.socket();
        fixture.run(() -> socket.timeout(Duration.ofSeconds(5)).emitWithAck("q").subscribe()
                .with(answer -> fixture.note("answer"), failure -> fixture.note("failure")).cancel());
        assertThat(fixture.loop.timers()).isEqualTo(1);
        client.sends("30[]");
        assertThat(fixture.notes).isEmpty();
    }

    @Test
    void pendingAcksFailWhenTheSocketIsDisconnected() {
        SocketIOFixture.Client client = fixture.connected();
        ask(fixture.socket());
        client.disconnects();
        assertThat(fixture.notes).hasSize(1).first().asString().startsWith("failed").contains("transport close");
        ask(fixture.socket());
        assertThat(fixture.notes).hasSize(2).last().asString().startsWith("failed");
    }

    @Test
    void emitWithAckFailsIfArgumentsCannotBeSerialised() {
        fixture.connected();
        fixture.run(() -> fixture.socket().emitWithAck("q", new Object()).subscribe().with(
                answer -> fixture.note("answer"), failure -> fixture.note(failure.getClass().getSimpleName())));
        assertThat(fixture.notes).containsExactly("SocketIOException");
    }

    @Test
    void aFailingAckHandlerAffectsNoOther() {
        SocketIOFixture.Client client = fixture.connected();
        Socket socket = fixture.socket();
        fixture.run(() -> socket.emitWithAck("q").subscribe().with(answer -> {
            throw new IllegalStateException("on purpose");
        }, failure -> {
            throw new IllegalStateException("on purpose too");
        }));
        client.sends("30[]");
        assertThat(client.isClosed()).isFalse();
        assertThat(socket.connected()).isTrue();
    }

    // the end

    private void noteDisconnect(Socket socket, String name) {
        fixture.run(() -> socket.onDisconnect(reason -> fixture.note(
                name + " " + reason + " connected=" + socket.connected() + " rooms=" + socket.rooms().size())));
    }

    @Test
    void disconnectSendsAPacketAndTheConnectionStaysOpen() {
        SocketIOFixture.Client client = fixture.connected();
        noteDisconnect(fixture.socket(), "socket");
        fixture.run(() -> fixture.socket().disconnect());
        assertThat(client.got()).containsExactly("1");
        assertThat(client.isClosed()).isFalse();
        assertThat(fixture.notes).containsExactly("socket server namespace disconnect connected=false rooms=0");
        client.sends("0");
        assertThat(client.got()).hasSize(1);
    }

    @Test
    void disconnectWithCloseSendsAPacketToAllSockets() {
        SocketIOFixture.Client client = fixture.connected();
        Socket main = fixture.socket();
        io.namespace("/a").onConnection(socket -> noteInLoop(socket, "a"));
        client.sends("0/a,");
        client.got();
        noteDisconnect(main, "main");
        fixture.run(() -> main.disconnect(true));
        assertThat(client.got()).containsExactlyInAnyOrder("1", "1/a,");
        assertThat(client.isClosed()).isTrue();
        assertThat(fixture.notes).containsExactlyInAnyOrder("main server namespace disconnect connected=false rooms=0",
                "a server namespace disconnect");
    }

    private void noteInLoop(Socket socket, String name) {
        socket.onDisconnect(reason -> fixture.note(name + " " + reason));
    }

    @Test
    void disconnectHandlersAreCalledOnce() {
        SocketIOFixture.Client client = fixture.connected();
        Socket socket = fixture.socket();
        fixture.run(() -> socket.onDisconnect(reason -> {
            fixture.note("reason " + reason);
            socket.disconnect(true);
            socket.disconnect(false);
        }));
        client.sends("1");
        client.disconnects();
        assertThat(fixture.notes).containsExactly("reason client namespace disconnect");
    }

    @Test
    void aLateDisconnectHandlerIsCalledAtOnce() {
        SocketIOFixture.Client client = fixture.connected();
        client.sends("1");
        noteDisconnect(fixture.socket(), "late");
        assertThat(fixture.notes).containsExactly("late client namespace disconnect connected=false rooms=0");
    }

    @Test
    void aSocketThatIsDisconnectedSendsNothingMore() {
        SocketIOFixture.Client client = fixture.connected();
        Socket socket = fixture.socket();
        fixture.run(() -> {
            socket.disconnect(false);
            socket.emit("late");
            socket.asVolatile().emit("late");
            socket.disconnect(false);
        });
        assertThat(client.got()).containsExactly("1");
    }

    @Test
    void theDisconnectHandlerRunsAfterTheHandlersOfItsEvents() {
        io.handlers().onEvent("a", on(WORKER, call -> {
            call.socket().disconnect(false);
            fixture.note("a");
        }));
        io.handlers().onEvent("b", on(EVENT_LOOP, call -> {
            call.socket().disconnect(false);
            fixture.executor.runAll(); // a thread that is faster than this handler
            fixture.note("b");
        }));
        io.handlers().on(DISCONNECT, on(WORKER, call -> fixture.note("disconnect")));
        fixture.connected().sends("2[\"a\"]");
        fixture.connected().sends("2[\"b\"]");
        assertThat(fixture.notes).containsExactly("a", "disconnect", "b", "disconnect");
    }

    @Test
    void packetsAfterACloseInTheSameRequestAreNotHandled() {
        io.handlers().onEvent("bye", on(EVENT_LOOP, call -> call.socket().disconnect(true)));
        io.handlers().onEvent("late", on(EVENT_LOOP, call -> fixture.note("late")));
        fixture.engine.openPolling();
        fixture.engine.post("sid1", "40\u001e42[\"bye\"]\u001e42[\"late\"]");
        fixture.settle();
        assertThat(fixture.notes).isEmpty();
        assertThat(fixture.engine.poll("sid1").answer()).endsWith("\u001e41\u001e1");
    }

    @Test
    void disconnectReasonsAreTheTextsOfSocketIO() {
        assertThat(DisconnectReason.values()).extracting(DisconnectReason::toString).containsExactly("transport error",
                "transport close", "forced close", "ping timeout", "parse error", "server shutting down", "forced server close",
                "client namespace disconnect", "server namespace disconnect");
    }

    // rooms

    @Test
    void roomsAreJoinedAndLeftAtOnce() {
        fixture.connected();
        Socket socket = fixture.socket();
        socket.join("red", "blue", "red");
        assertThat(socket.rooms()).containsExactlyInAnyOrder(socket.id(), "red", "blue");
        socket.leave("blue");
        assertThat(socket.rooms()).containsExactlyInAnyOrder(socket.id(), "red");
    }

    @Test
    void joiningAfterTheDisconnectDoesNothing() {
        SocketIOFixture.Client client = fixture.connected();
        Socket socket = fixture.socket();
        client.sends("1");
        socket.join("red");
        assertThat(socket.rooms()).isEmpty();
        assertThat(socket.connected()).isFalse();
    }

    @Test
    void aBroadcastOfASocketReachesTheOtherSockets() {
        SocketIOFixture.Client me = fixture.connected();
        Socket socket = fixture.socket();
        SocketIOFixture.Client red = fixture.connected();
        fixture.socket().join("red");
        SocketIOFixture.Client blue = fixture.connected();
        fixture.socket().join("blue");
        socket.join("red");
        fixture.run(() -> {
            socket.broadcast().emit("all");
            socket.to("red").emit("to red");
            socket.in("red", "blue").emit("in both");
            socket.except("red").emit("except red");
            socket.local().emit("local");
            socket.to("red", "blue").except("blue").emit("only red");
        });
        assertThat(me.got()).isEmpty();
        assertThat(red.got()).containsExactly("2[\"all\"]", "2[\"to red\"]", "2[\"in both\"]", "2[\"local\"]",
                "2[\"only red\"]");
        assertThat(blue.got()).containsExactly("2[\"all\"]", "2[\"in both\"]", "2[\"except red\"]", "2[\"local\"]");
    }

    @Test
    void aSlowClientInABusyRoomIsDisconnectedAndOthersGetAllEvents() {
        SocketIOFixture.Client slow = fixture.connected();
        Socket lost = fixture.socket();
        noteDisconnect(lost, "slow");
        SocketIOFixture.Client quick = fixture.connected();
        slow.link.stopReading();
        String kilobyte = "x".repeat(1_000);
        fixture.run(() -> {
            for (int i = 0; i < 150; i++) {
                io.emit("a", kilobyte);
            }
        });
        assertThat(quick.got()).hasSize(150);
        assertThat(fixture.notes).containsExactly("slow transport error connected=false rooms=0");
        assertThat(slow.isClosed()).isTrue();
    }

    @Test
    void eachSocketHasItsOwnData() {
        fixture.connected();
        fixture.socket().data().put("name", "x");
        assertThat(List.of(fixture.socket().data().get("name"))).containsExactly("x");
    }
}
