package io.quarkiverse.socketio.runtime.quarkus.devui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.runtime.socketio.SocketIOFixture;
import io.quarkiverse.socketio.runtime.socketio.SocketIOFixture.Client;
import io.quarkiverse.socketio.runtime.socketio.adapter.LocalAdapter;

/** Tests what pages show and what they do. */
class LiveSocketsTest {
    private final SocketIOFixture fixture = new SocketIOFixture(SocketIOFixture.OPTIONS, null,
            (scheduler, logs) -> (namespace, events) -> new LocalAdapter(events, scheduler));
    private final LiveSockets live = new LiveSockets(fixture.io, new ObjectMapper());
    private final DevUIService service = new DevUIService();

    @BeforeEach
    void start() {
        live.start(null);
        fixture.io.namespace("/chat");
        service.live = live;
        service.mapper = new ObjectMapper();
    }

    private Client client(String namespace) {
        Client client = fixture.new Client();
        client.sends("0" + (namespace.equals("/") ? "" : namespace + ","));
        client.got();
        return client;
    }

    private Socket socket(String namespace) {
        return fixture.io.of(namespace).sockets().iterator().next();
    }

    private List<String> events() {
        return live.log().after(0, new EventFilter("", "", "", "")).events().stream()
                .map(event -> event.kind() + " " + event.namespace() + " " + event.event() + " " + event.detail()).toList();
    }

    @Test
    void theLifeOfASocketIsLogged() {
        Client client = client("/chat");
        client.sends("2/chat,[\"say\",\"hello\",{\"n\":1}]");
        fixture.run(() -> socket("/chat").emit("said", "hello"));
        client.disconnects();
        assertThat(events()).containsExactly("connect /chat  websocket from 10.0.0.1",
                "received /chat say [\"hello\",{\"n\":1}]", "sent /chat said [\"hello\"]",
                "disconnect /chat  transport close");
    }

    @Test
    void eachChangeThatARowShowsChangesTheVersion() {
        long before = live.version();
        Client client = client("/chat");
        long connected = live.version();
        assertThat(connected).isGreaterThan(before);
        fixture.run(() -> socket("/chat").join("tea"));
        long joined = live.version();
        assertThat(joined).isGreaterThan(connected);
        fixture.run(() -> socket("/chat").data().put("name", "Ann"));
        long named = live.version();
        assertThat(named).isGreaterThan(joined);
        client.sends("2/chat,[\"say\"]");
        assertThat(live.version()).as("after an event").isEqualTo(named);
        client.disconnects();
        assertThat(live.version()).isGreaterThan(named);
        assertThat(live.sockets().rows()).isEmpty();
    }

    @Test
    void aRowOfASocketLeavesOutTheRoomNamedByItsId() {
        client("/chat");
        Socket socket = socket("/chat");
        fixture.run(() -> socket.join("tea", "coffee"));
        fixture.run(() -> socket.data().put("name", "Ann"));
        SocketRow.Page page = live.sockets();
        assertThat(page.total()).isEqualTo(1);
        assertThat(page.rows()).containsExactly(new SocketRow("/chat", socket.id(), List.of("coffee", "tea"), "websocket",
                "{\"name\":\"Ann\"}", "10.0.0.1", socket.handshake().issued().toEpochMilli()));
    }

    @Test
    void roomsHaveTheNumberOfTheirSocketsTheLargestFirst() {
        client("/chat");
        client("/");
        client("/");
        fixture.run(() -> fixture.io.sockets().forEach(socket -> socket.join("tea")));
        fixture.run(() -> socket("/chat").join("tea"));
        assertThat(live.rooms()).isEqualTo(
                new RoomRow.Page(2, List.of(new RoomRow("/", "tea", 2), new RoomRow("/chat", "tea", 1))));
    }

    @Test
    void anEventReachesAllSocketsOrThoseOfARoomOrOneByItsId() {
        Client first = client("/chat");
        fixture.run(() -> socket("/chat").join("tea"));
        String id = socket("/chat").id();
        Client second = client("/chat");
        fixture.run(() -> service.emit("/chat", "tea", "room", "[1]"));
        fixture.run(() -> service.emit("/chat", id, "one", "[\"a\", {\"b\": null}]"));
        fixture.run(() -> service.emit("/chat", "", "all", " "));
        assertThat(first.got()).containsExactly("2/chat,[\"room\",1]", "2/chat,[\"one\",\"a\",{\"b\":null}]",
                "2/chat,[\"all\"]");
        assertThat(second.got()).containsExactly("2/chat,[\"all\"]");
    }

    @Test
    void whatCannotBeEmittedIsAnswered() {
        Client client = client("/chat");
        assertThat(service.emit("/unknown", "", "news", "[]")).isEqualTo(new Reply(false, "There is no namespace /unknown"));
        for (String arguments : List.of("{", "{}", "5", "null")) {
            Reply reply = service.emit("/chat", "", "news", arguments);
            assertThat(reply.done()).isFalse();
            assertThat(reply.message()).startsWith("The arguments are no JSON array");
        }
        assertThat(service.emit("/chat", "", " ", "[]")).isEqualTo(new Reply(false, "The event has no name"));
        assertThat(service.emit("/chat", "", "connect", "[]").done()).isFalse();
        assertThat(client.got()).isEmpty();
        assertThat(service.namespaces()).containsExactly("/", "/chat");
    }

    @Test
    void aSocketIsDisconnectedOnce() {
        Client client = client("/chat");
        String id = socket("/chat").id();
        assertThat(service.disconnect("/", id).done()).as("in another namespace").isFalse();
        fixture.run(() -> assertThat(service.disconnect("/chat", id).done()).isTrue());
        assertThat(client.got()).containsExactly("1/chat,");
        assertThat(service.disconnect("/chat", id)).isEqualTo(new Reply(false, "The socket is no longer connected"));
    }
}
