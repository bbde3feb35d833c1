package io.quarkiverse.socketio.it.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.test.ReceivedEvent;
import io.quarkiverse.socketio.test.SocketIOTestClient;

/** A client whose events are text. Thread: the test's. */
final class EmitterClient implements AutoCloseable {
    private final ControlClient control;
    private final String namespace;
    private final SocketIOTestClient client;

    EmitterClient(ControlClient control, String namespace) {
        this.control = control;
        this.namespace = namespace;
        client = SocketIOTestClient.builder(control.url() + namespace).timeout(AppProcess.LIMIT).connect();
    }

    ControlClient control() {
        return control;
    }

    String namespace() {
        return namespace;
    }

    String id() {
        return client.id();
    }

    /** Waits for the next event; returns its name and arguments. */
    String next() {
        ReceivedEvent event = client.awaitAny();
        return event.name() + event.toList().stream().map(EmitterClient::text).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return "<" + HexFormat.of().formatHex(bytes) + ">";
        } else if (value instanceof List<?> list) {
            return list.stream().map(EmitterClient::text).toList().toString();
        } else if (value instanceof Map<?, ?> map) {
            return new TreeMap<>(map).entrySet().stream().map(field -> field.getKey() + "=" + text(field.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return String.valueOf(value);
    }

    /** Waits until the socket is in these rooms besides its own. */
    void awaitRooms(String... rooms) {
        await().atMost(AppProcess.LIMIT).untilAsserted(() -> assertThat(rooms()).containsExactlyInAnyOrder(rooms));
    }

    void awaitNoRooms() {
        awaitRooms();
    }

    private List<String> rooms() {
        List<String> rooms = new ArrayList<>(client.emitWithAck("whoami").get(0, WhoAmI.class).rooms());
        rooms.remove(id());
        return rooms;
    }

    private record WhoAmI(List<String> rooms) {
    }

    void awaitDisconnection() {
        client.awaitDisconnect();
    }

    @Override
    public void close() {
        client.close();
    }
}
