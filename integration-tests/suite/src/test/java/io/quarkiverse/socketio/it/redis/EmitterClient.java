package io.quarkiverse.socketio.it.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.json.JSONArray;
import org.json.JSONObject;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;

/** A client that keeps what it receives, as text. Thread: the test's. */
final class EmitterClient implements AutoCloseable {
    private final ControlClient control;
    private final String namespace;
    private final Socket socket;
    private final String id;
    private final BlockingQueue<String> received = new ArrayBlockingQueue<>(1000);

    EmitterClient(ControlClient control, String namespace) {
        this.control = control;
        this.namespace = namespace;
        IO.Options options = IO.Options.builder().setTransports(new String[] { "websocket" }).setForceNew(true)
                .setReconnection(false).build();
        socket = IO.socket(URI.create(control.url() + namespace), options);
        CompletableFuture<Void> connected = new CompletableFuture<>();
        socket.on(Socket.EVENT_CONNECT, args -> connected.complete(null));
        socket.on(Socket.EVENT_CONNECT_ERROR,
                args -> connected.completeExceptionally(new AssertionError(String.valueOf(args[0]))));
        socket.onAnyIncoming(args -> received.add(text(args)));
        socket.connect();
        connected.orTimeout(AppProcess.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        id = socket.id();
    }

    ControlClient control() {
        return control;
    }

    String namespace() {
        return namespace;
    }

    String id() {
        return id;
    }

    /** Waits for the next event; returns its name and arguments. */
    String next() {
        try {
            return received.poll(AppProcess.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Object... event) {
        List<String> texts = new ArrayList<>();
        for (Object value : event) {
            texts.add(text(value));
        }
        return texts.get(0) + "(" + String.join(", ", texts.subList(1, texts.size())) + ")";
    }

    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return "<" + HexFormat.of().formatHex(bytes) + ">";
        } else if (value instanceof JSONArray array) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < array.length(); i++) {
                texts.add(text(array.opt(i)));
            }
            return texts.toString();
        } else if (value instanceof JSONObject object) {
            List<String> names = new ArrayList<>();
            object.keys().forEachRemaining(name -> names.add((String) name));
            return names.stream().sorted().map(name -> name + "=" + text(object.opt(name)))
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
        CompletableFuture<List<String>> answer = new CompletableFuture<>();
        socket.emit("whoami", new Object[0], (Ack) args -> {
            JSONArray array = ((JSONObject) args[0]).optJSONArray("rooms");
            List<String> rooms = new ArrayList<>();
            for (int i = 0; i < array.length(); i++) {
                rooms.add(array.optString(i));
            }
            rooms.remove(id);
            answer.complete(rooms);
        });
        return answer.orTimeout(AppProcess.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    void awaitDisconnection() {
        await().atMost(AppProcess.LIMIT).until(() -> !socket.connected());
    }

    @Override
    public void close() {
        socket.disconnect();
    }
}
