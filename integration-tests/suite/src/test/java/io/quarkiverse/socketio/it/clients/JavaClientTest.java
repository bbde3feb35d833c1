package io.quarkiverse.socketio.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.FixtureM;
import io.quarkiverse.socketio.it.support.FixtureM.Apps;
import io.quarkiverse.socketio.it.support.FixtureM.Mode;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Manager;
import io.socket.client.Socket;
import io.socket.engineio.client.Transport;

/** Tests the official Java client, socket.io-client 2.1.2. */
@ExtendWith(FixtureM.class)
class JavaClientTest {
    private static final byte[] BYTES = { 0, 1, 2, -1, 0x1e, -128 };

    static Stream<Arguments> ways() {
        return Arrays.stream(Mode.values()).flatMap(mode -> Stream.of("polling", "websocket", "polling,websocket")
                .flatMap(kind -> Stream.of("/", "/custom").map(namespace -> Arguments.of(mode, kind, namespace))));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theClientExchangesTextBinaryAndAcknowledgements(Mode mode, String transports, String namespace, Apps apps)
            throws Exception {
        IO.Options options = IO.Options.builder().setTransports(transports.split(",")).setForceNew(true).setReconnection(false)
                .build();
        Socket socket = IO.socket(URI.create(apps.url(mode) + namespace), options);
        CompletableFuture<Void> connected = new CompletableFuture<>();
        CompletableFuture<Void> upgraded = new CompletableFuture<>();
        socket.on(Socket.EVENT_CONNECT, args -> connected.complete(null));
        socket.on(Socket.EVENT_CONNECT_ERROR, args -> connected.completeExceptionally((Exception) args[0]));
        socket.io().on(Manager.EVENT_TRANSPORT, args -> {
            Transport transport = (Transport) args[0];
            if (transport.name.equals("websocket")) {
                upgraded.complete(null);
            }
        });
        socket.connect();
        try {
            await(connected);
            if (transports.equals("polling,websocket")) {
                await(upgraded);
            }
            exchange(socket);
        } finally {
            socket.close();
        }
    }

    /** The client ignores Close frames, so the server must also close the connection. */
    @Test
    void theClientNoticesAtOnceThatItsServerStops() throws Exception {
        try (AppProcess app = AppProcess.start(AppProcess.packaged("fixtures"), "-Dquarkus.profile=m", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.ping-interval=10m")) {
            String port = app.awaitLine("Listening on: http://127.0.0.1:(\\d+)").group(1);
            IO.Options options = IO.Options.builder().setTransports(new String[] { "websocket" }).setReconnection(false)
                    .build();
            Socket socket = IO.socket(URI.create("http://127.0.0.1:" + port + "/farewell"), options);
            CompletableFuture<Void> connected = new CompletableFuture<>();
            CompletableFuture<Object> disconnected = new CompletableFuture<>();
            socket.on(Socket.EVENT_CONNECT, args -> connected.complete(null));
            socket.on(Socket.EVENT_DISCONNECT, args -> disconnected.complete(args[0]));
            socket.connect();
            await(connected);
            app.signal("TERM");
            assertThat(await(disconnected)).isIn("transport close", "transport error");
            app.awaitLine("left /farewell: server shutting down");
            app.awaitExit();
        }
    }

    private static void exchange(Socket socket) throws Exception {
        CompletableFuture<Object[]> back = new CompletableFuture<>();
        socket.once("echo-back", back::complete);
        socket.emit("echo", "text", 42, new JSONObject().put("nested", new JSONObject().put("bytes", BYTES)), BYTES);
        Object[] values = await(back);
        assertThat(values[0]).isEqualTo("text");
        assertThat(values[1]).isEqualTo(42);
        assertThat(((JSONObject) values[2]).getJSONObject("nested").get("bytes")).isEqualTo(BYTES);
        assertThat(values[3]).isEqualTo(BYTES);

        assertThat(ask(socket, "echo", "a", BYTES)).containsExactly("a", BYTES);

        socket.on("question", args -> ((Ack) args[1]).call("answer to " + args[0], BYTES));
        assertThat(ask(socket, "ask-me", "why?")).containsExactly("answer to why?", BYTES);
    }

    private static Object[] ask(Socket socket, String event, Object... args) throws Exception {
        CompletableFuture<Object[]> answer = new CompletableFuture<>();
        socket.emit(event, args, answer::complete);
        return await(answer);
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }
}
