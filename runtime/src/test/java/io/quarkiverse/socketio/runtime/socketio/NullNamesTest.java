package io.quarkiverse.socketio.runtime.socketio;

import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.socketio.RemoteSocket;
import io.quarkiverse.socketio.Socket;
import io.smallrye.mutiny.Uni;

/** Tests that the name of a room, an event or a namespace that is {@code null} is refused with a text, where it is passed. */
class NullNamesTest {
    private static final String ROOM = "The name of a room must not be null";
    private static final String EVENT = "The name of an event must not be null";
    private static final String NAMESPACE = "The name of a namespace must not be null";
    private static final String LISTENER = "The listener must not be null";
    private static final String NONE = null;

    private final SocketIOFixture fixture = new SocketIOFixture();

    private interface Call {
        void on(ServerImpl io, Socket socket, RemoteSocket remote);
    }

    private static Arguments refused(String text, Call call) {
        return Arguments.of(text, call);
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                refused(ROOM, (io, socket, remote) -> socket.join(NONE)),
                refused(ROOM, (io, socket, remote) -> socket.join("a", null)),
                refused(ROOM, (io, socket, remote) -> socket.leave(NONE)),
                refused(ROOM, (io, socket, remote) -> socket.to(NONE)),
                refused(ROOM, (io, socket, remote) -> socket.in("a", null)),
                refused(ROOM, (io, socket, remote) -> socket.except(NONE)),
                refused(ROOM, (io, socket, remote) -> io.to(NONE)),
                refused(ROOM, (io, socket, remote) -> io.to("a").to(NONE)),
                refused(ROOM, (io, socket, remote) -> io.in(NONE)),
                refused(ROOM, (io, socket, remote) -> io.except(NONE)),
                refused(ROOM, (io, socket, remote) -> io.sockets(null)),
                refused(ROOM, (io, socket, remote) -> io.socketsJoin(NONE)),
                refused(ROOM, (io, socket, remote) -> io.socketsLeave(NONE)),
                refused(ROOM, (io, socket, remote) -> remote.join(NONE)),
                refused(ROOM, (io, socket, remote) -> remote.leave(NONE)),
                refused(EVENT, (io, socket, remote) -> socket.emit(null, 1)),
                refused(EVENT, (io, socket, remote) -> wait(socket.emitWithAck(null))),
                refused(EVENT, (io, socket, remote) -> remote.emit(null)),
                refused(EVENT, (io, socket, remote) -> io.emit(null)),
                refused(EVENT, (io, socket, remote) -> io.to("a").emit(null)),
                refused(EVENT, (io, socket, remote) -> wait(io.emitWithAck(null))),
                refused(EVENT, (io, socket, remote) -> io.serverSideEmit(null)),
                refused(EVENT, (io, socket, remote) -> socket.on(null, (args, ack) -> {
                })),
                refused(EVENT, (io, socket, remote) -> socket.prependListener(null, (args, ack) -> {
                })),
                refused(EVENT, (io, socket, remote) -> io.onServerSide(null, (args, ack) -> {
                })),
                refused(LISTENER, (io, socket, remote) -> socket.on("a", null)),
                refused(LISTENER, (io, socket, remote) -> socket.onAny(null)),
                refused(LISTENER, (io, socket, remote) -> io.onConnection(null)),
                refused(NAMESPACE, (io, socket, remote) -> io.of((String) null)),
                refused("The pattern must not be null", (io, socket, remote) -> io.of((Pattern) null)));
    }

    private static void wait(Uni<?> answer) {
        answer.await().indefinitely();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void isRefusedWithAText(String text, Call call) {
        fixture.connected();
        RemoteSocket remote = fixture.io.fetchSockets().await().indefinitely().get(0);
        assertThatNullPointerException().isThrownBy(() -> call.on(fixture.io, fixture.socket(), remote)).withMessage(text);
    }
}
