package io.quarkiverse.socketio.test.security;

import static io.quarkiverse.socketio.test.security.Clients.anonymous;
import static io.quarkiverse.socketio.test.security.Clients.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.OnDisconnect;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.Presence;
import io.quarkiverse.socketio.PresenceEvent;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkiverse.socketio.SocketIOServer;
import io.quarkiverse.socketio.test.Client;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.test.common.http.TestHTTPResource;

/** Presence in one process, with the users of Quarkus' security. */
class PresenceTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = Clients.withUsers(Chat.class, Plain.class, Watcher.class)
            .overrideConfigKey("quarkus.socketio.presence.enabled", "true")
            .overrideConfigKey("quarkus.socketio.presence.leave-delay", "0s");

    private static final BlockingQueue<String> NOTES = new LinkedBlockingQueue<>();

    @Inject
    Presence presence;

    @Inject
    SocketIOServer io;

    @TestHTTPResource("/chat")
    URI chat;

    @TestHTTPResource("/")
    URI main;

    @AfterEach
    void allLeave() {
        Awaitility.await().until(() -> presence.count().await().indefinitely() == 0);
        NOTES.clear();
    }

    private static void assertNoted(String note) throws InterruptedException {
        assertThat(NOTES.poll(60, TimeUnit.SECONDS)).isEqualTo(note);
    }

    @Test
    void aUserIsOnlineFromTheFirstHandlerToTheLastSocket() throws InterruptedException {
        Instant before = Instant.now().minusMillis(1);
        try (Client first = Client.connect(chat, basic("ada"))) {
            assertNoted("connect ada true");
            assertNoted("UserJoined[user=ada, leader=true]");
            Presence.OnlineUser ada = presence.find("ada").await().indefinitely();
            assertThat(ada.id()).isEqualTo("ada");
            assertThat(ada.since()).isBetween(before, Instant.now());
            assertThat(ada.socketCount()).isEqualTo(1);
            assertThat(ada.sockets()).singleElement().satisfies(socket -> {
                assertThat(socket.namespace()).isEqualTo("/chat");
                assertThat(socket.socketId()).isEqualTo(first.socket().id());
                assertThat(socket.host()).isNotEmpty();
                assertThat(socket.worker()).isEmpty();
            });
            try (Client second = Client.connect(main, basic("ada"))) {
                Awaitility.await().until(() -> presence.find("ada").await().indefinitely().socketCount() == 2);
                second.socket().close();
            }
            Awaitility.await().until(() -> presence.find("ada").await().indefinitely().socketCount() == 1);
        }
        assertThat(List.of(NOTES.poll(60, TimeUnit.SECONDS), NOTES.poll(60, TimeUnit.SECONDS)))
                .containsExactlyInAnyOrder("disconnect ada false", "UserLeft[user=ada, leader=true]");
        assertThat(presence.find("ada").await().indefinitely()).isNull();
        assertThat(presence.isOnline("ada").await().indefinitely()).isFalse();
    }

    @Test
    void anEventReachesAllSocketsOfTheUserInAllNamespaces() {
        try (Client inChat = Client.connect(chat, basic("ada"));
                Client inMain = Client.connect(main, basic("ada"));
                Client other = Client.connect(chat, basic("eve"))) {
            Client.Received news = inChat.received("news");
            Client.Received mainNews = inMain.received("news");
            Client.Received otherNews = other.received("news");
            Awaitility.await().until(() -> presence.find("ada").await().indefinitely().socketCount() == 2);
            presence.sendToUser("ada", "news", 7);
            presence.sendToUser("eve", "news", 8);
            presence.sendToUser("nobody", "news", 9);
            assertThat(news.next()).containsExactly(7);
            assertThat(mainNews.next()).containsExactly(7);
            assertThat(otherNews.next()).containsExactly(8);
            Client.Received seen = inChat.received("seen");
            io.of("/chat").to(presence.room("ada")).emit("seen");
            assertThat(seen.next()).isEmpty();
        }
    }

    @Test
    void usersAreListedInPagesAndAnonymousClientsAreNot() {
        try (Client ada = Client.connect(chat, basic("ada"));
                Client eve = Client.connect(chat, basic("eve"));
                Client nobody = Client.connect(chat, anonymous())) {
            assertThat(nobody.ask("user")).isEqualTo("none");
            Awaitility.await().until(() -> presence.count().await().indefinitely() == 2);
            Presence.Page first = presence.list(null, 1).await().indefinitely();
            assertThat(first.users()).extracting(Presence.OnlineUser::id).containsExactly("ada");
            assertThat(first.next()).isEqualTo("ada");
            Presence.Page second = presence.list(first.next(), 1).await().indefinitely();
            assertThat(second.users()).extracting(Presence.OnlineUser::id).containsExactly("eve");
            assertThat(second.next()).isNull();
            assertThatThrownBy(() -> presence.list(null, 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> presence.list(null, 1001)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aClientCannotEnterTheRoomOfAnotherUser() {
        try (Client ada = Client.connect(chat, basic("ada")); Client eve = Client.connect(chat, basic("eve"))) {
            assertThat(eve.ask("join", presence.room("ada"))).asString().contains("those of Presence");
            assertThatExceptionOfType(SocketIOException.class)
                    .isThrownBy(() -> io.of("/chat").socketsJoin(presence.room("ada")));
            assertThat(io.of("/chat").sockets(presence.room("ada"))).extracting(Socket::id)
                    .containsExactly(ada.socket().id());
        }
    }

    @SocketIO("/chat")
    static class Chat {
        @Inject
        Presence presence;

        @OnConnect
        void connected(Socket socket) {
            note("connect", socket);
        }

        @OnDisconnect
        void disconnected(Socket socket) {
            note("disconnect", socket);
        }

        private void note(String what, Socket socket) {
            if (socket.handshake().principal() != null) {
                String user = socket.handshake().principal().getName();
                NOTES.add(what + " " + user + " " + presence.isOnline(user).await().indefinitely());
            }
        }

        @OnEvent("user")
        String user(Socket socket) {
            return socket.handshake().principal() == null ? "none" : socket.handshake().principal().getName();
        }

        @OnEvent("join")
        String join(Socket socket, String room) {
            try {
                socket.join(room);
                return "joined";
            } catch (SocketIOException e) {
                return e.getMessage();
            }
        }
    }

    @SocketIO
    static class Plain {
        @OnEvent("none")
        void none() {
        }
    }

    @ApplicationScoped
    static class Watcher {
        void changed(@Observes PresenceEvent event) {
            NOTES.add(event.toString());
        }
    }
}
