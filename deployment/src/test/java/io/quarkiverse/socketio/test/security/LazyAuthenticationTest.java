package io.quarkiverse.socketio.test.security;

import static io.quarkiverse.socketio.test.security.Clients.anonymous;
import static io.quarkiverse.socketio.test.security.Clients.ask;
import static io.quarkiverse.socketio.test.security.Clients.basic;
import static io.quarkiverse.socketio.test.security.Clients.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.test.Client;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.test.common.http.TestHTTPResource;
import io.smallrye.common.annotation.NonBlocking;
import io.socket.client.IO;

/** Tests that a CONNECT packet triggers authentication where Quarkus authenticates lazily. */
class LazyAuthenticationTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = Clients.withUsers(Open.class, Admins.class)
            .overrideConfigKey("quarkus.http.auth.proactive", "false");

    @TestHTTPResource("/")
    URI open;

    @TestHTTPResource("/admins")
    URI admins;

    @Test
    void theIdentityIsKnownEvenOnTheEventLoop() {
        for (String transport : new String[] { "polling", "websocket" }) {
            IO.Options eve = basic("eve");
            eve.transports = new String[] { transport };
            assertThat(ask(open, eve, "who")).isEqualTo("eve");
        }
        assertThat(ask(open, anonymous(), "who")).isEqualTo("");
    }

    @Test
    void aClientWithoutTheRoleIsRefused() {
        assertThat(refusal(admins, anonymous())).isEqualTo("Unauthorized");
        assertThat(refusal(admins, basic("eve"))).isEqualTo("Forbidden");
        assertThat(refusal(open, basic("eve", "wrong"))).isEqualTo("Unauthorized");
        Client.connect(admins, basic("ada")).close();
    }

    @SocketIO
    public static class Open {
        @Inject
        SecurityIdentity current;

        @NonBlocking
        @OnEvent("who")
        String who() {
            return current.getPrincipal().getName();
        }
    }

    @RolesAllowed("admin")
    @SocketIO("/admins")
    public static class Admins {
    }
}
