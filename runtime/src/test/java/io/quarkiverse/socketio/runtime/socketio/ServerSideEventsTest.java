package io.quarkiverse.socketio.runtime.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.Ack;
import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.Namespace;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.runtime.socketio.dispatch.ServerSideEvents;
import io.quarkiverse.socketio.runtime.socketio.packet.EncodedPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.IncomingPacket;
import io.quarkiverse.socketio.runtime.socketio.packet.JsonPacketParser;

class ServerSideEventsTest {
    private final JsonPacketParser parser = new JsonPacketParser(new ObjectMapper(), 10);
    private final ServerSideEvents events = new ServerSideEvents("/chat", parser);
    private final List<String> notes = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();

    private void receive(String event, Object... args) {
        events.receive(parser.encodeEvent("/chat", IncomingPacket.NO_ACK, event, args), null);
    }

    private void asked(String event, Object... args) {
        events.receive(parser.encodeEvent("/chat", IncomingPacket.NO_ACK, event, args), this::answered);
    }

    private void answered(@Nullable EncodedPacket answer) {
        answers.add(answer == null ? "none" : new String(answer.text(), StandardCharsets.UTF_8));
    }

    @Test
    void allHandlersOfAnEventAreCalledEvenIfOneFails() {
        events.on("a", arguments -> {
            throw new IllegalStateException("on purpose");
        });
        events.on("a", arguments -> notes.add("second " + arguments.toList()));
        events.on("a", (arguments, ack) -> notes.add("third " + ack.isAwaited()));
        receive("a", 1);
        receive("b", 1);
        assertThat(notes).containsExactly("second [1]", "third false");
        assertThat(answers).isEmpty();
    }

    @Test
    void theFirstResponseIsUsed() {
        events.on("a", (arguments, ack) -> ack.send(arguments.get(0, Integer.class) + 1, "x"));
        events.on("a", (arguments, ack) -> ack.send("too late"));
        asked("a", 4);
        assertThat(answers).containsExactly("3/chat,0[5,\"x\"]");
    }

    @Test
    void aResponseMayBeAsynchronous() {
        List<Ack> kept = new ArrayList<>();
        events.on("a", (arguments, ack) -> kept.add(ack));
        asked("a");
        assertThat(answers).isEmpty();
        assertThat(kept.get(0).isAwaited()).isTrue();
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> kept.get(0).send(new Object()));
        kept.get(0).send();
        kept.get(0).send();
        assertThat(answers).containsExactly("3/chat,0[]");
        assertThat(kept.get(0).isAwaited()).isFalse();
    }

    @Test
    void aHandlerCanBeRemoved() {
        List<Object> calls = new ArrayList<>();
        Consumer<Arguments> handler = calls::add;
        BiConsumer<Arguments, Ack> responding = (arguments, ack) -> calls.add(ack);
        events.on("a", handler);
        events.on("a", handler);
        events.on("a", responding);
        events.off("a", handler);
        events.off("a", responding);
        events.off("b", handler);
        receive("a");
        assertThat(calls).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({ "connect,use onConnection of the namespace", "connection,use onConnection of the namespace",
            "new_namespace,use io.onNewNamespace", "disconnect,use onDisconnect of the socket" })
    void aHandlerOfANameThatNoServerSendsIsRefused(String name, String instead) {
        String message = "A listener of the event \"" + name + "\" would never be called, as Socket.IO reserves the name: "
                + instead;
        Namespace parent = new SocketIOFixture().io.of(Pattern.compile("/a\\d"));
        Consumer<Arguments> handler = arguments -> notes.add("never");
        BiConsumer<Arguments, Ack> responding = (arguments, ack) -> notes.add("never");
        List<ThrowingCallable> registrations = List.of(() -> events.on(name, handler), () -> events.on(name, responding),
                () -> parent.onServerSide(name, handler), () -> parent.onServerSide(name, responding));
        assertThat(registrations).allSatisfy(
                registration -> assertThatIllegalArgumentException().isThrownBy(registration).withMessage(message));
    }

    @ParameterizedTest
    @ValueSource(strings = { "connection", "new_namespace" })
    void namesOfLocalEventsAreNotSentToOtherServers(String name) {
        ServerImpl io = new SocketIOFixture().io;
        String message = "\"" + name + "\" is a reserved event name: choose another name";
        assertThatExceptionOfType(SocketIOException.class).isThrownBy(() -> io.serverSideEmit(name)).withMessage(message);
        assertThatExceptionOfType(SocketIOException.class)
                .isThrownBy(() -> io.serverSideEmitWithAck(name).await().indefinitely()).withMessage(message);
    }

    @Test
    void anEventWithoutARespondingHandlerIsDeclined() {
        asked("unknown");
        events.on("a", arguments -> notes.add("receives only"));
        asked("a");
        events.on("b", (arguments, ack) -> {
            throw new IllegalStateException("on purpose");
        });
        asked("b");
        events.receive(new EncodedPacket("garbage".getBytes(StandardCharsets.UTF_8), List.of()), this::answered);
        assertThat(answers).containsExactly("none", "none", "none", "none");
        assertThat(notes).containsExactly("receives only");
    }
}
