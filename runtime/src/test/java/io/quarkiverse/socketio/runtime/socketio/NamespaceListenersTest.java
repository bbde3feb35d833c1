package io.quarkiverse.socketio.runtime.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.function.Consumer;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.Namespace;
import io.quarkiverse.socketio.RoomListener;
import io.quarkiverse.socketio.Socket;

/** Tests the listeners of namespaces, and the names of namespaces. */
class NamespaceListenersTest {
    private final SocketIOFixture fixture = new SocketIOFixture();
    private final ServerImpl io = fixture.io;

    private SocketIOFixture.Client connected(String namespace) {
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0" + namespace);
        return client;
    }

    @Test
    void theNamespacesAreListed() {
        io.of("/b");
        io.of(Pattern.compile("/a\\d"));
        connected("/a1");
        assertThat(io.namespaces()).extracting(Namespace::name).containsExactly("/", "/a1", "/b");
    }

    @Test
    void aNameThatNoPacketCanHaveIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> io.of("/a,b")).withMessageContaining("\"/a,b\"")
                .withMessageContaining("no comma");
        assertThatIllegalArgumentException().isThrownBy(() -> io.of("x".repeat(1_023)));
        assertThat(io.of("x".repeat(1_022)).name()).hasSize(1_023);
    }

    @Test
    void aConnectionHandlerCanBlock() {
        io.of("/a").onConnectionBlocking(socket -> {
            fixture.note("connected");
            socket.on("x", (args, ack) -> fixture.note("x"));
        });
        SocketIOFixture.Client client = fixture.new Client();
        fixture.loop.perform(() -> client.link.text("40/a,"));
        fixture.loop.runAll();
        fixture.loop.perform(() -> client.link.text("42/a,[\"x\"]"));
        fixture.loop.runAll();
        assertThat(fixture.notes).isEmpty();
        fixture.settle();
        assertThat(fixture.notes).containsExactly("connected", "x");
    }

    @Test
    void aConnectionHandlerCanBeRemoved() {
        Consumer<Socket> handler = socket -> fixture.note(socket.namespace().name());
        Namespace a = io.of("/a").onConnection(handler).onConnectionBlocking(handler);
        a.offConnection(handler).offConnection(fixture.sockets::add);
        connected("/a");
        assertThat(fixture.notes).containsExactly("/a");
        a.offConnection(handler);
        connected("/a");
        assertThat(fixture.notes).hasSize(1);
    }

    @Test
    void listenersOfAParentAreRemovedFromItsChildrenToo() {
        Consumer<Socket> handler = socket -> fixture.note(socket.namespace().name());
        RoomListener rooms = new RoomListener() {
            @Override
            public void onCreate(String room) {
                fixture.note("room");
            }
        };
        Consumer<Namespace> created = namespace -> fixture.note("new");
        io.onNewNamespace(created);
        Namespace parent = io.of(Pattern.compile("/a\\d")).onConnection(handler).onRooms(rooms);
        connected("/a1");
        assertThat(fixture.notes).containsExactly("new", "room", "/a1");
        parent.offConnection(handler).offRooms(rooms);
        io.offNewNamespace(created);
        connected("/a1");
        connected("/a2");
        assertThat(fixture.notes).hasSize(3);
    }

    @Test
    void aListenerOfRoomsCanBeRemoved() {
        RoomListener rooms = new RoomListener() {
            @Override
            public void onCreate(String room) {
                fixture.note("room");
            }
        };
        io.onRooms(rooms).offRooms(rooms);
        fixture.connected();
        assertThat(fixture.notes).isEmpty();
    }
}
