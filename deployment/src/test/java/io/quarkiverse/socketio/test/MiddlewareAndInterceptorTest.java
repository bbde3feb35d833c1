package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;

import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.Arguments;
import io.quarkiverse.socketio.ConnectErrorException;
import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.OnAnyEvent;
import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.OnDisconnect;
import io.quarkiverse.socketio.OnDisconnecting;
import io.quarkiverse.socketio.OnError;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.OnHandshake;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.spi.EventInterceptor;
import io.quarkiverse.socketio.spi.NamespaceMiddleware;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.test.common.http.TestHTTPResource;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.socket.client.IO;

/** Tests the annotations of middlewares, interceptors, dynamic namespaces, error and disconnect handlers. */
class MiddlewareAndInterceptorTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withApplicationRoot(root -> root.addClasses(Client.class, Rooms.class, Closed.class, Shouting.class, Login.class));

    private static final BlockingQueue<String> NOTES = new LinkedBlockingQueue<>();

    @TestHTTPResource("/room-7")
    URI room;

    @TestHTTPResource("/hall-7")
    URI hall;

    private static Client client(URI uri, String user) {
        IO.Options options = Client.options();
        options.auth = Map.of("user", user);
        return Client.create(uri, options);
    }

    private static Object refusal(URI uri, String user) {
        try (Client client = client(uri, user)) {
            Client.Received error = client.received("connect_error");
            client.socket().connect();
            return error.next()[0];
        }
    }

    private static String note() throws InterruptedException {
        return NOTES.poll(60, TimeUnit.SECONDS);
    }

    @Test
    void aRefusedClientGetsMessageAndData() throws Exception {
        JSONObject refused = (JSONObject) refusal(room, "eve");
        assertThat(refused.getString("message")).isEqualTo("not you");
        assertThat(refused.getJSONObject("data").getInt("code")).isEqualTo(7);
        assertThat(((JSONObject) refusal(room, "closed")).getString("message")).isEqualTo("closed in /room-7");
        assertThat(((JSONObject) refusal(hall, "ada")).getString("message")).isEqualTo("Invalid namespace");
    }

    @Test
    void allHandlersAreCalledInOrder() throws InterruptedException {
        NOTES.clear();
        try (Client client = client(room, "ada")) {
            client.open();
            assertThat(client.ask("rooms")).isEqualTo("/room-7 [vip] ada");
            client.emit("SHOUT");
            client.emit("fail");
            assertThat(List.of(note(), note(), note(), note())).containsExactly("any rooms 0", "refused SHOUT: do not shout",
                    "any fail 0", "failed fail: on purpose");
        }
        assertThat(note()).isEqualTo("disconnecting with 2 rooms");
        assertThat(note()).isEqualTo("disconnected with 0 rooms");
    }

    public record Login(String user) {
    }

    @SocketIO(pattern = "/room-\\d+")
    public static class Rooms {

        @OnHandshake
        void check(Handshake handshake, Socket socket) {
            Login login = handshake.auth(Login.class);
            if (login.user().equals("eve")) {
                throw new ConnectErrorException("not you", Map.of("code", 7));
            }
            socket.data().put("user", login.user());
        }

        @OnHandshake
        Uni<Void> admit(Socket socket) {
            socket.join("vip");
            return Uni.createFrom().voidItem();
        }

        @OnConnect
        void connected(Socket socket) {
            socket.data().put("rooms", socket.rooms().stream().filter(name -> !name.equals(socket.id())).toList());
        }

        @NonBlocking
        @OnAnyEvent
        void any(String event, Arguments arguments) {
            NOTES.add("any " + event + " " + arguments.size());
        }

        @OnEvent("rooms")
        String rooms(Socket socket) {
            return socket.namespace().name() + " " + socket.data().get("rooms") + " " + socket.data().get("user");
        }

        @OnEvent("fail")
        void fail() {
            throw new IllegalStateException("on purpose");
        }

        @OnError
        void failed(String event, Throwable failure) {
            NOTES.add((failure instanceof SocketIOException ? "refused " : "failed ") + event + ": " + failure.getMessage());
        }

        @OnDisconnecting
        void leaving(Socket socket) {
            NOTES.add("disconnecting with " + socket.rooms().size() + " rooms");
        }

        @OnDisconnect
        void left(Socket socket) {
            NOTES.add("disconnected with " + socket.rooms().size() + " rooms");
        }
    }

    @ApplicationScoped
    @Priority(10)
    public static class Closed implements NamespaceMiddleware {
        @Override
        public Uni<Void> onHandshake(Socket socket) {
            return socket.handshake().auth(Login.class).user().equals("closed")
                    ? Uni.createFrom().failure(new ConnectErrorException("closed in " + socket.namespace().name()))
                    : Uni.createFrom().voidItem();
        }

        @Override
        public boolean appliesTo(String namespace) {
            return namespace.startsWith("/room-");
        }
    }

    @ApplicationScoped
    public static class Shouting implements EventInterceptor {
        @Override
        public Uni<Void> intercept(Socket socket, String event, Arguments args) {
            return event.equals("SHOUT") ? Uni.createFrom().failure(new SocketIOException("do not shout"))
                    : Uni.createFrom().voidItem();
        }
    }
}
