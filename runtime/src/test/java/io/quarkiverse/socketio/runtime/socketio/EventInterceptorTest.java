package io.quarkiverse.socketio.runtime.socketio;

import static io.quarkiverse.socketio.runtime.socketio.Handlers.on;
import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.EVENT_LOOP;
import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers.When;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

class EventInterceptorTest {
    private final SocketIOFixture fixture = new SocketIOFixture();
    private final ServerImpl io = fixture.io;

    private Socket noting() {
        Socket socket = fixture.socket();
        for (String event : List.of("a", "b")) {
            socket.on(event, (args, ack) -> {
                fixture.note(event + args.toList());
                ack.send("ok");
            });
        }
        return socket;
    }

    @Test
    void interceptorsOfTheNamespaceRunBeforeThoseOfTheSocket() {
        io.handlers().intercept((socket, event, args) -> {
            fixture.note("namespace " + event);
            return Uni.createFrom().voidItem();
        });
        SocketIOFixture.Client client = fixture.connected();
        noting().use((event, args) -> {
            fixture.note("socket " + args.toList());
            return Uni.createFrom().voidItem();
        });
        client.sends("2[\"a\",1]");
        assertThat(fixture.notes).containsExactly("namespace a", "socket [1]", "a[1]");
    }

    @Test
    void aRefusedEventIsNotAcknowledgedAndTheErrorIsHandled() {
        SocketIOFixture.Client client = fixture.connected();
        noting().use((event, args) -> event.equals("a") ? Uni.createFrom().failure(new SocketIOException("forbidden"))
                : Uni.createFrom().voidItem()).onError(failure -> fixture.note(failure.getMessage()));
        client.sends("20[\"a\"]", "21[\"b\"]");
        assertThat(fixture.notes).containsExactly("forbidden", "b[]");
        assertThat(client.got()).containsExactly("31[\"ok\"]");
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void aThrowingInterceptorRefusesTheEvent() {
        SocketIOFixture.Client client = fixture.connected();
        noting().use((event, args) -> {
            throw new IllegalStateException("on purpose");
        });
        client.sends("2[\"a\"]");
        assertThat(fixture.notes).isEmpty();
    }

    @Test
    void theNextEventWaitsForAnAsynchronousInterceptor() {
        List<UniEmitter<? super Void>> waiting = new ArrayList<>();
        io.handlers().onEvent("a", on(WORKER, call -> fixture.note("worker a")));
        io.handlers().intercept((socket, event, args) -> event.equals("a") ? Uni.createFrom().<Void> emitter(waiting::add)
                : Uni.createFrom().voidItem());
        SocketIOFixture.Client client = fixture.connected();
        noting();
        client.sends("2[\"a\"]", "2[\"b\"]");
        assertThat(fixture.notes).isEmpty();
        fixture.run(() -> waiting.get(0).complete(null));
        assertThat(fixture.notes).containsExactly("worker a", "a[]", "b[]");
    }

    @Test
    void delayedEventsAreHandledBeforeTheDisconnect() {
        List<UniEmitter<? super Void>> waiting = new ArrayList<>();
        io.handlers().on(When.DISCONNECT, on(EVENT_LOOP, call -> fixture.note("disconnect")));
        io.handlers().intercept((socket, event, args) -> Uni.createFrom().<Void> emitter(waiting::add));
        SocketIOFixture.Client client = fixture.connected();
        noting();
        client.sends("2[\"a\"]", "1");
        fixture.run(() -> waiting.get(0).complete(null));
        assertThat(fixture.notes).containsExactly("a[]", "disconnect");
    }

    @Test
    void anInterceptorAddedInTheConnectHandlerSeesTheFirstEvent() {
        io.handlers().on(When.CONNECT, on(WORKER, call -> call.socket().use((event, args) -> {
            fixture.note("intercepted");
            return Uni.createFrom().voidItem();
        })));
        SocketIOFixture.Client client = fixture.new Client();
        fixture.loop.perform(() -> {
            client.link.text("40");
            client.link.text("42[\"a\"]");
        });
        fixture.settle();
        assertThat(fixture.notes).containsExactly("intercepted");
    }
}
