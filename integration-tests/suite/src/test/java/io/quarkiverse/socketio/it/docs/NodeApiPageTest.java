package io.quarkiverse.socketio.it.docs;

import static io.quarkiverse.socketio.it.docs.TypeDeclarations.ofEmitted;
import static io.quarkiverse.socketio.it.docs.TypeDeclarations.ofEvents;
import static io.quarkiverse.socketio.it.docs.TypeDeclarations.ofType;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.BroadcastOperator;
import io.quarkiverse.socketio.Connection;
import io.quarkiverse.socketio.Engine;
import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.Namespace;
import io.quarkiverse.socketio.RemoteSocket;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.Requires;

/** The pages that compare the API for Node with ours name each public member of npm's socket.io, and only members that exist. */
class NodeApiPageTest {
    private static final Path PAGES = Path.of("..", "..", "docs", "modules", "ROOT", "pages");
    private static final ComparisonPage COMPARISON = new ComparisonPage(PAGES.resolve("socketio-api.adoc"),
            PAGES.resolve("socketio-engine-api.adoc"), PAGES.resolve("porting.adoc"));

    /** The sections of the pages, each with the type whose methods its second column names without a receiver. */
    enum Subject {
        SERVER(SocketIOServer.class),
        NAMESPACE(Namespace.class),
        BROADCAST(BroadcastOperator.class),
        REMOTE_SOCKET(RemoteSocket.class),
        SOCKET(Socket.class),
        LISTENERS(Object.class),
        HANDSHAKE(Handshake.class),
        ENGINE(Engine.class),
        CONNECTION(Connection.class);

        final Class<?> type;

        Subject(Class<?> type) {
            this.type = type;
        }

        ComparisonPage.Section section() {
            return COMPARISON.section(name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }

        List<TypeDeclarations> declarations() {
            return switch (this) {
                case SERVER -> List.of(ofType(socketio("index.d.ts"), "Server"),
                        ofEvents(socketio("namespace.d.ts"), "ServerReservedEventsMap"));
                case NAMESPACE -> List.of(ofType(socketio("namespace.d.ts"), "Namespace"),
                        ofEvents(socketio("namespace.d.ts"), "NamespaceReservedEventsMap"),
                        ofType(socketio("parent-namespace.d.ts"), "ParentNamespace"),
                        ofType(adapter(".d.ts"), "Adapter").under("adapter."),
                        ofEmitted(adapter(".js"), "this").under("adapter."));
                case BROADCAST -> List.of(ofType(socketio("broadcast-operator.d.ts"), "BroadcastOperator"));
                case REMOTE_SOCKET -> List.of(ofType(socketio("broadcast-operator.d.ts"), "RemoteSocket"));
                case SOCKET -> List.of(ofType(socketio("socket.d.ts"), "Socket"),
                        ofEvents(socketio("socket-types.d.ts"), "SocketReservedEventsMap"));
                case LISTENERS -> List.of(ofType(modules().resolve("@types/node/events.d.ts"), "EventEmitter"),
                        ofEvents(socketio("socket-types.d.ts"), "EventEmitterReservedEventsMap"));
                case HANDSHAKE -> List.of(ofType(socketio("socket-types.d.ts"), "Handshake"));
                case ENGINE -> List.of(ofType(engine("server.d.ts"), "BaseServer"), ofType(engine("server.d.ts"), "Server"),
                        ofEmitted(engine("server.js"), "this"), ofEmitted(engine("socket.js"), "this.server"));
                case CONNECTION -> List.of(ofType(engine("socket.d.ts"), "Socket"), ofEmitted(engine("socket.js"), "this"),
                        ofType(engine("transport.d.ts"), "Transport").under("transport."),
                        ofType(socketio("client.d.ts"), "Client").under("client."));
            };
        }
    }

    private static Path modules() {
        return NodeScript.home().resolve("node_modules");
    }

    private static Path socketio(String file) {
        return modules().resolve("socket.io/dist").resolve(file);
    }

    private static Path engine(String file) {
        return modules().resolve("engine.io/build").resolve(file);
    }

    private static Path adapter(String suffix) {
        return modules().resolve("socket.io-adapter/dist").resolve("in-memory-adapter" + suffix);
    }

    @ParameterizedTest
    @EnumSource
    @Requires({ "node", "npm" })
    void eachPublicMemberOfNodesApiIsInTheFirstColumn(Subject subject) {
        Set<String> open = new TreeSet<>();
        subject.declarations().forEach(declared -> {
            assertThat(declared.open()).isNotEmpty();
            open.addAll(declared.open());
        });
        assertThat(subject.section().members()).as("%s: what the page compares", subject).containsAll(open);
    }

    @ParameterizedTest
    @EnumSource
    @Requires({ "node", "npm" })
    void theFirstColumnNamesMembersThatExist(Subject subject) {
        Set<String> all = new TreeSet<>();
        subject.declarations().forEach(declared -> all.addAll(declared.all()));
        assertThat(all).as("%s: what npm's socket.io has", subject).containsAll(subject.section().members());
    }

    @Test
    @Requires({ "node", "npm" })
    void membersThatAreNotForApplicationsAreKnown() {
        TypeDeclarations socket = ofType(socketio("socket.d.ts"), "Socket");
        assertThat(socket.open()).hasSizeGreaterThan(30).contains("nsp", "emit", "volatile", "rooms", "listenersAnyOutgoing")
                .doesNotContain("constructor", "pid", "_onpacket", "_cleanup");
        assertThat(socket.all()).contains("pid", "_onpacket", "_cleanup");
        assertThat(Subject.CONNECTION.declarations().get(1).open()).contains("on(\"packetCreate\")");
    }

    @ParameterizedTest
    @EnumSource
    void theSecondColumnNamesMembersOfOurApi(Subject subject) {
        List<String> named = subject.section().java().stream()
                .filter(code -> !code.matches("(quarkus\\.|[\"/]).*")).toList();
        assertThat(named).hasSizeGreaterThan(5);
        assertThat(named).filteredOn(code -> !JavaMembers.exist(subject.type, code)).isEmpty();
    }

    @Test
    void theTextNamesTypesOfOurApi() {
        List<String> named = COMPARISON.texts().filter(code -> code.matches("@?[A-Z]\\w*")).toList();
        assertThat(named).contains("@SocketIO", "EventInterceptor", "Uni");
        assertThat(named).filteredOn(code -> !JavaMembers.exist(Object.class, code)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "emitt(event, …)", "conn().onOpen(listener)", "broadcast().volatile()", "@OnEvents", "@Socket",
            "RoomListener.onClose", "DisconnectReason.NONE", "io.engine().clients()", "!disconnected()", "NoSuchType" })
    void namesThatDoNotExistAreFound(String code) {
        assertThat(JavaMembers.exist(Socket.class, code)).isFalse();
    }

    @Test
    void rowsHaveTheirNames() {
        assertThat(Subject.NAMESPACE.section().members()).contains("name", "on(\"connect\")", "adapter.on(\"create-room\")");
        assertThat(Subject.SERVER.section().members()).contains("engine", "of").noneMatch(name -> name.startsWith("new"));
        assertThat(Subject.SOCKET.section().java()).contains("conn()", "!connected()", "@OnAnyEvent");
    }
}
