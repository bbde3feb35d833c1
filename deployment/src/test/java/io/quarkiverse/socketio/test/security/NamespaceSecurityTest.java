package io.quarkiverse.socketio.test.security;

import static io.quarkiverse.socketio.test.security.Clients.anonymous;
import static io.quarkiverse.socketio.test.security.Clients.ask;
import static io.quarkiverse.socketio.test.security.Clients.basic;
import static io.quarkiverse.socketio.test.security.Clients.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.Broadcaster;
import io.quarkiverse.socketio.OnBroadcast;
import io.quarkiverse.socketio.OnConnect;
import io.quarkiverse.socketio.OnDisconnect;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.OnHandshake;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.test.Client;
import io.quarkus.security.Authenticated;
import io.quarkus.security.PermissionChecker;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.test.common.http.TestHTTPResource;
import io.socket.client.IO;

/** Tests security annotations of classes, which decide which clients may connect. */
class NamespaceSecurityTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = Clients.withUsers(Admins.class, Known.class, Never.class, Chatty.class, Rooms.class,
            MayChat.class, ForAll.class).overrideConfigKey("admin.role", "admin");

    private static final Queue<String> CALLED = new ConcurrentLinkedQueue<>();

    @TestHTTPResource("/admins")
    URI admins;

    @TestHTTPResource("/known")
    URI known;

    @TestHTTPResource("/never")
    URI never;

    @TestHTTPResource("/chatty")
    URI chatty;

    @TestHTTPResource("/room-5")
    URI room;

    @TestHTTPResource("/all")
    URI all;

    @Inject
    Broadcaster broadcaster;

    @BeforeEach
    void forget() {
        CALLED.clear();
    }

    @Test
    void aClientWithoutTheRoleIsRefusedAndNoHandlerRuns() {
        assertThat(refusal(admins, anonymous())).isEqualTo("Unauthorized");
        assertThat(refusal(admins, basic("eve"))).isEqualTo("Forbidden");
        assertThat(ask(admins, basic("ada"), "who")).isEqualTo("ada");
        // clients of other tests may still be leaving
        assertThat(CALLED).contains("handshake ada", "connected ada").allMatch(note -> note.endsWith(" ada"));
    }

    @Test
    void aClientWithoutTheRoleIsRefusedOverWebSocket() {
        for (String transport : List.of("polling", "websocket")) {
            IO.Options eve = basic("eve");
            eve.transports = new String[] { transport };
            assertThat(refusal(admins, eve)).isEqualTo("Forbidden");
            IO.Options ada = basic("ada");
            ada.transports = new String[] { transport };
            assertThat(ask(admins, ada, "who")).isEqualTo("ada");
        }
    }

    @Test
    void eachAnnotationMeansWhatItMeansInQuarkus() {
        assertThat(refusal(known, anonymous())).isEqualTo("Unauthorized");
        assertThat(ask(known, basic("eve"), "who")).isEqualTo("eve");
        assertThat(refusal(never, anonymous())).isEqualTo("Unauthorized");
        assertThat(refusal(never, basic("ada"))).isEqualTo("Forbidden");
        assertThat(refusal(chatty, anonymous())).isEqualTo("Unauthorized");
        assertThat(refusal(chatty, basic("ada"))).isEqualTo("Forbidden");
        assertThat(ask(chatty, basic("eve"), "who")).isEqualTo("eve");
        assertThat(ask(all, anonymous(), "who")).isEqualTo("");
    }

    @Test
    void namespacesOfAPatternAreSecuredToo() {
        assertThat(refusal(room, basic("eve"))).isEqualTo("Forbidden");
        assertThat(ask(room, basic("ada"), "who")).isEqualTo("ada");
    }

    @Test
    void broadcastsReachSecuredBeansWithoutAnIdentity() {
        assertThat(broadcaster.publishAndCollect("question", String.class).await().indefinitely()).containsExactly("answer");
    }

    @Test
    void oneConnectionMayJoinOneNamespaceAndNotAnother() {
        IO.Options options = basic("eve");
        options.forceNew = false;
        try (Client first = Client.connect(known, options)) {
            assertThat(refusal(admins, options)).isEqualTo("Forbidden");
            assertThat(first.ask("who")).isEqualTo("eve");
        }
    }

    @RolesAllowed("${admin.role}")
    @SocketIO("/admins")
    public static class Admins {
        @OnHandshake
        void handshake(SecurityIdentity identity) {
            CALLED.add("handshake " + identity.getPrincipal().getName());
        }

        @OnConnect
        void connected(Socket socket) {
            CALLED.add("connected " + socket.handshake().principal().getName());
        }

        @OnEvent("who")
        String who(SecurityIdentity identity) {
            return identity.getPrincipal().getName();
        }

        @OnBroadcast("question")
        String question() {
            return "answer";
        }

        @OnDisconnect
        void left(SecurityIdentity identity) {
            CALLED.add("left " + identity.getPrincipal().getName());
        }
    }

    @Authenticated
    @SocketIO("/known")
    public static class Known {
        @OnEvent("who")
        String who(SecurityIdentity identity) {
            return identity.getPrincipal().getName();
        }
    }

    @DenyAll
    @SocketIO("/never")
    public static class Never {
    }

    @PermissionsAllowed("chat")
    @SocketIO("/chatty")
    public static class Chatty {
        @OnEvent("who")
        String who(SecurityIdentity identity) {
            return identity.getPrincipal().getName();
        }
    }

    @Singleton
    public static class MayChat {
        @PermissionChecker("chat")
        boolean mayChat(SecurityIdentity identity) {
            return identity.hasRole("user");
        }
    }

    @RolesAllowed("admin")
    @SocketIO(pattern = "/room-\\d+")
    public static class Rooms {
        @OnEvent("who")
        String who(SecurityIdentity identity) {
            return identity.getPrincipal().getName();
        }
    }

    @PermitAll
    @SocketIO("/all")
    public static class ForAll {
        @OnEvent("who")
        String who(SecurityIdentity identity) {
            return identity.getPrincipal().getName();
        }
    }
}
