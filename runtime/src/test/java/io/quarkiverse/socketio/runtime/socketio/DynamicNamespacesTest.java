package io.quarkiverse.socketio.runtime.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.Namespace;
import io.quarkiverse.socketio.runtime.socketio.dispatch.MistakeReports;
import io.quarkiverse.socketio.runtime.socketio.recovery.EventLogs;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

class DynamicNamespacesTest {
    private final SocketIOFixture fixture = new SocketIOFixture();
    private final ServerImpl io = fixture.io;

    private SocketIOFixture.Client client(String... namespaces) {
        SocketIOFixture.Client client = fixture.connected();
        for (String namespace : namespaces) {
            client.sends("0" + namespace + ",");
        }
        return client;
    }

    @Test
    void thePatternMustMatchTheWholeName() {
        io.of(Pattern.compile("/room-\\d+"));
        SocketIOFixture.Client client = client("/room-1", "/room-1x");
        assertThat(client.got()).satisfiesExactly(answer -> assertThat(answer).startsWith("0/room-1,{\"sid\""),
                answer -> assertThat(answer).isEqualTo("4/room-1x,{\"message\":\"Invalid namespace\"}"));
    }

    @Test
    void childrenInheritHandlersAndMiddlewaresOfTheParent() {
        List<Namespace> born = new ArrayList<>();
        Namespace parent = io.of(Pattern.compile("/room-\\d+"));
        parent.use(socket -> {
            fixture.note("middleware");
            return Uni.createFrom().voidItem();
        }).onConnection(socket -> fixture.note(socket.namespace().name()));
        io.onNewNamespace(child -> {
            born.add(child);
            child.onConnection(socket -> fixture.note("own"));
        });
        client("/room-1");
        client("/room-1", "/room-2");
        assertThat(fixture.notes).containsExactly("middleware", "/room-1", "own", "middleware", "/room-1", "own",
                "middleware", "/room-2", "own");
        assertThat(born).extracting(Namespace::name).containsExactly("/room-1", "/room-2");
        assertThat(parent.sockets()).hasSize(3);
    }

    @Test
    void theMatcherMayBeAsynchronousAndSeesTheHandshake() {
        List<UniEmitter<? super Boolean>> waiting = new ArrayList<>();
        io.of((name, handshake) -> {
            fixture.note(name + " " + handshake.auth(Object.class));
            return Uni.createFrom().<Boolean> emitter(waiting::add);
        });
        SocketIOFixture.Client client = fixture.connected();
        client.sends("0/x,{\"a\":1}");
        assertThat(fixture.notes).containsExactly("/x {a=1}");
        assertThat(client.got()).isEmpty();
        fixture.run(() -> waiting.get(0).complete(true));
        assertThat(client.got()).hasSize(1).first().asString().startsWith("0/x,{\"sid\"");
    }

    @Test
    void parentsAreMatchedInOrderAfterStaticNamespaces() {
        io.of("/b");
        io.of((name, handshake) -> {
            fixture.note("first " + name);
            return Uni.createFrom().item(false);
        });
        io.of(Pattern.compile("/.*")).onConnection(socket -> fixture.note("second " + socket.namespace().name()));
        client("/a", "/b");
        assertThat(fixture.notes).containsExactly("first /a", "second /a");
    }

    @Test
    void aMatcherThatFailsOrThrowsRefuses() {
        io.of((name, handshake) -> {
            if (name.equals("/throws")) {
                throw new IllegalStateException("on purpose");
            }
            return Uni.createFrom().failure(new IllegalStateException("on purpose"));
        });
        assertThat(client("/throws", "/fails").got()).containsExactly("4/throws,{\"message\":\"Invalid namespace\"}",
                "4/fails,{\"message\":\"Invalid namespace\"}");
    }

    @Test
    void aSecondConnectDuringTheMatchClosesTheConnection() {
        io.of((name, handshake) -> Uni.createFrom().nothing());
        assertThat(client("/x", "/x").isClosed()).isTrue();
    }

    @Test
    void aClientThatDisconnectsDuringTheMatchJoinsNothing() {
        List<UniEmitter<? super Boolean>> waiting = new ArrayList<>();
        Namespace parent = io.of((name, handshake) -> Uni.createFrom().<Boolean> emitter(waiting::add));
        SocketIOFixture.Client client = client("/x");
        client.disconnects();
        fixture.run(() -> waiting.get(0).complete(true));
        assertThat(parent.sockets()).isEmpty();
    }

    @Test
    void childNamespacesAreLimited() {
        io.of(Pattern.compile("/.*"));
        assertThat(client("/1", "/2").got()).hasSize(2);
        assertThat(client("/3").got()).containsExactly("4/3,{\"message\":\"Too many namespaces\"}");
        assertThat(client("/1").got()).hasSize(1).first().asString().startsWith("0/1,");
    }

    @Test
    void eventsEmittedToTheParentReachAllChildren() {
        Namespace parent = io.of(Pattern.compile("/.*"));
        SocketIOFixture.Client first = client("/1");
        SocketIOFixture.Client second = client("/2");
        first.got();
        second.got();
        fixture.run(() -> {
            parent.emit("a");
            parent.socketsJoin("r");
            parent.to("r").except("none").emit("b");
            parent.except("r").emit("never");
        });
        assertThat(first.got()).containsExactly("2/1,[\"a\"]", "2/1,[\"b\"]");
        assertThat(second.got()).containsExactly("2/2,[\"a\"]", "2/2,[\"b\"]");
    }

    @Test
    void socketsOfTheParentCannotBeFetched() {
        Namespace parent = io.of(Pattern.compile("/.*"));
        assertThat(parent.fetchSockets().onFailure().recoverWithItem(failure -> {
            fixture.note(failure.getClass().getSimpleName());
            return List.of();
        }).await().atMost(Duration.ofSeconds(10))).isEmpty();
        assertThat(fixture.notes).containsExactly("UnsupportedOperationException");
    }

    @Test
    void emptyChildrenStayByDefault() {
        Namespace parent = io.of(Pattern.compile("/.*"));
        client("/1").disconnects();
        assertThat(((ParentNamespace) parent).children()).hasSize(1);
    }

    @Test
    void emptyChildrenAreRemovedIfConfigured() {
        SocketIOFixture tidy = new SocketIOFixture(new ServerOptions(Duration.ofSeconds(1), true,
                new ServerOptions.Limits(3, 1, SocketIOFixture.OPTIONS.limits().bytes(), 5, 4), false, MistakeReports.none()));
        ParentNamespace parent = (ParentNamespace) tidy.io.of(Pattern.compile("/.*"));
        parent.use(socket -> socket.namespace().name().equals("/no")
                ? Uni.createFrom().failure(new IllegalArgumentException("no"))
                : Uni.createFrom().voidItem());
        SocketIOFixture.Client first = tidy.connected();
        first.sends("0/1,", "0/2,");
        SocketIOFixture.Client second = tidy.connected();
        second.sends("0/1,");
        first.sends("1/1,");
        assertThat(parent.children()).hasSize(1);
        second.disconnects();
        assertThat(parent.children()).isEmpty();
        first.got();
        first.sends("0/no,", "0/2,", "1/2,");
        assertThat(first.got()).satisfiesExactly(
                answer -> assertThat(answer).isEqualTo("4/no,{\"message\":\"no\"}"),
                answer -> assertThat(answer).startsWith("0/2,"));
        assertThat(parent.children()).isEmpty();
    }

    private static SocketIOFixture tidy(EventLogs.@Nullable Limits kept) {
        return new SocketIOFixture(new ServerOptions(Duration.ofSeconds(1), true,
                new ServerOptions.Limits(3, 1, SocketIOFixture.OPTIONS.limits().bytes(), 5, 4), false, MistakeReports.none()),
                kept);
    }

    @Test
    void anEmptyChildStaysWhileItsClientsMayRecover() {
        SocketIOFixture tidy = tidy(new EventLogs.Limits(Duration.ofMinutes(2), 10, 10_000, 10));
        ParentNamespace parent = (ParentNamespace) tidy.io.of(Pattern.compile("/.*"));
        SocketIOFixture.Client first = tidy.connected();
        first.sends("0/1,");
        first.got();
        first.sends("1/1,");
        assertThat(parent.children()).as("after a client that left").isEmpty();
        first.sends("0/1,");
        String pid = first.got().get(0).replaceAll(".*\"pid\":\"([^\"]+)\".*", "$1");
        tidy.run(() -> tidy.io.of("/1").emit("a"));
        String offset = first.got().get(0).replaceAll(".*,\"([^\"]+)\"]", "$1");
        first.disconnects();
        assertThat(parent.children()).hasSize(1);
        SocketIOFixture.Client second = tidy.connected();
        second.sends("0/2,");
        assertThat(second.got()).containsExactly("4/2,{\"message\":\"Too many namespaces\"}");
        tidy.loop.advance(Duration.ofMinutes(1));
        second = tidy.connected();
        second.sends("0/1,{\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}");
        assertThat(second.got().get(0)).contains("\"pid\":\"" + pid + "\"");
        second.disconnects();
        assertThat(parent.children()).hasSize(1);
        tidy.loop.advance(Duration.ofMinutes(2));
        tidy.loop.advance(Duration.ofMinutes(2));
        tidy.settle();
        assertThat(parent.children()).isEmpty();
        second = tidy.connected();
        second.sends("0/2,");
        assertThat(second.got()).hasSize(1).first().asString().startsWith("0/2,{\"sid\"");
    }

    @Test
    void aChildRequestedByTheApplicationStays() {
        SocketIOFixture tidy = tidy(null);
        List<String> born = new ArrayList<>();
        tidy.io.onNewNamespace(child -> born.add(child.name()));
        ParentNamespace parent = (ParentNamespace) tidy.io.of(Pattern.compile("/room-\\d+"));
        parent.onConnection(socket -> tidy.note(socket.namespace().name()));
        tidy.io.of("/room-1").emit("delivered to no socket");
        assertThat(tidy.io.of("/room-x")).isInstanceOf(NamespaceImpl.class);
        assertThat(parent.children()).hasSize(1);
        assertThat(born).containsExactly("/room-1");
        SocketIOFixture.Client client = tidy.connected();
        client.sends("0/room-1,");
        assertThat(tidy.notes).containsExactly("/room-1");
        client.sends("1/room-1,", "0/room-2,");
        assertThat(parent.children()).as("it does not count").hasSize(2);
        client.disconnects();
        assertThat(parent.children()).hasSize(1);
    }
}
