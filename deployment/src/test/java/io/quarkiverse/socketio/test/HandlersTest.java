package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.DisconnectReason;
import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.OnDisconnect;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.test.common.http.TestHTTPResource;
import io.smallrye.mutiny.Uni;
import io.socket.client.Ack;

/** Tests the handlers of connections, events and disconnections in several namespaces. */
class HandlersTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withApplicationRoot(root -> root.addClasses(Client.class, Main.class, Base.class, Chat.class, Failing.class,
                    Silent.class))
            .setLogRecordPredicate(record -> record.getLevel().intValue() >= Level.SEVERE.intValue())
            .assertLogRecords(HandlersTest::checkLog);

    @TestHTTPResource
    URI uri;

    @TestHTTPResource("/chat")
    URI chat;

    @TestHTTPResource("/failing")
    URI failing;

    @TestHTTPResource("/silent")
    URI silent;

    @Inject
    SocketIOServer io;

    @Test
    void theConnectHandlerRunsBeforeAnyEventHandler() {
        try (Client client = Client.connect(uri)) {
            assertThat(client.ask("isConnectHandled")).isEqualTo(true);
        }
    }

    @Test
    void eachNamespaceHasItsOwnHandlers() {
        try (Client main = Client.connect(uri); Client other = Client.connect(chat)) {
            assertThat(main.ask("name")).isEqualTo("main");
            assertThat(other.ask("name")).isEqualTo("chat");
            assertThat(other.ask("inherited")).isEqualTo("from Base in /chat");
        }
    }

    @Test
    void aNamespaceWithoutHandlersExists() {
        try (Client client = Client.connect(silent)) {
            Client.Received news = client.received("news");
            io.of("/silent").emit("news", 1);
            assertThat(news.next()).containsExactly(1);
        }
    }

    @Test
    void theDisconnectHandlerGetsTheReason() throws InterruptedException {
        Client client = Client.connect(chat);
        String id = client.socket().id();
        client.close();
        String left;
        do {
            left = Chat.LEFT.poll(30, TimeUnit.SECONDS);
            assertThat(left).isNotNull();
        } while (!left.startsWith(id));
        assertThat(left).isEqualTo(id + " client namespace disconnect");
    }

    @Test
    void aHandlerThatFailsLeavesTheSocketConnected() {
        try (Client client = Client.connect(failing)) {
            client.emit("throws");
            client.emit("failsLater");
            client.emit("wrongArgument", "not a number");
            client.socket().emit("unserialisable", new Object[0], (Ack) answer -> {
            });
            assertThat(client.ask("works")).isEqualTo("still");
        }
    }

    private static void checkLog(List<LogRecord> records) {
        String failing = Failing.class.getName();
        for (String method : List.of("throwsIt", "failsLater", "unserialisable")) {
            assertThat(records).anySatisfy(record -> {
                assertThat(String.format(record.getMessage(), record.getParameters()))
                        .startsWith(failing + "#" + method + " failed: \"").contains("in namespace /failing, socket ");
                assertThat(record.getThrown()).isNotNull();
            });
        }
        assertThat(records).hasSize(3); // the wrong argument is no fault of the application
    }

    @SocketIO
    static class Main {
        @OnConnect
        void connected(Socket socket) throws InterruptedException {
            Thread.sleep(50);
            socket.data().put("connected", true);
        }

        @OnEvent("isConnectHandled")
        Uni<Boolean> isConnectHandled(Socket socket) {
            return Uni.createFrom().item(socket.data().containsKey("connected"));
        }

        @OnEvent("name")
        String name() {
            return "main";
        }
    }

    abstract static class Base {
        @OnEvent("inherited")
        String inherited(Socket socket) {
            return "from Base in " + socket.namespace().name();
        }
    }

    @SocketIO("/chat")
    static class Chat extends Base {
        static final BlockingQueue<String> LEFT = new LinkedBlockingQueue<>();

        @OnEvent("name")
        String name() {
            return "chat";
        }

        @OnDisconnect
        void left(Socket socket, DisconnectReason reason) {
            LEFT.add(socket.id() + " " + reason);
        }
    }

    @SocketIO("/failing")
    static class Failing {
        @OnEvent("throws")
        void throwsIt() {
            throw new IllegalArgumentException("thrown");
        }

        @OnEvent("failsLater")
        Uni<String> failsLater() {
            return Uni.createFrom().failure(new IllegalArgumentException("failed"));
        }

        @OnEvent("wrongArgument")
        void wrongArgument(int number) {
            throw new AssertionError("must not be called");
        }

        @OnEvent("unserialisable")
        Object unserialisable() {
            return new Object() {
                public Object getSelf() {
                    return this;
                }
            };
        }

        @OnEvent("works")
        String works() {
            return "still";
        }
    }

    @SocketIO("/silent")
    static class Silent {
    }
}
