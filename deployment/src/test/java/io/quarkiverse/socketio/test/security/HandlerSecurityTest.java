package io.quarkiverse.socketio.test.security;

import static io.quarkiverse.socketio.test.security.Clients.anonymous;
import static io.quarkiverse.socketio.test.security.Clients.ask;
import static io.quarkiverse.socketio.test.security.Clients.basic;
import static io.quarkiverse.socketio.test.security.Clients.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.Handshake;
import io.quarkiverse.socketio.OnError;
import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.OnHandshake;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.spi.HandshakeAuthenticator;
import io.quarkiverse.socketio.test.Client;
import io.quarkus.security.Authenticated;
import io.quarkus.security.credential.PasswordCredential;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.test.common.http.TestHTTPResource;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** Tests security annotations of handler methods, and the identity that handlers and the beans they call see. */
class HandlerSecurityTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = Clients
            .withUsers(Open.class, Silent.class, Guarded.class, Service.class, PasswordLogin.class)
            .setLogRecordPredicate(record -> record.getMessage() != null && record.getMessage().contains("in namespace"))
            .assertLogRecords(records -> {
                assertThat(records).as("of the unhandled refusals").hasSize(2).allSatisfy(record -> {
                    assertThat(record.getLevel().intValue()).isLessThanOrEqualTo(Level.INFO.intValue());
                    assertThat(record.getThrown()).isNull();
                    assertThat(record.getMessage()).contains("Silent#secret");
                });
                assertThat(records).extracting(LogRecord::getMessage)
                        .anySatisfy(line -> assertThat(line).contains("ForbiddenException"))
                        .anySatisfy(line -> assertThat(line).contains("UnauthorizedException"));
            });

    private static final BlockingQueue<String> ERRORS = new LinkedBlockingQueue<>();

    @TestHTTPResource("/")
    URI open;

    @TestHTTPResource("/silent")
    URI silent;

    @TestHTTPResource("/guarded")
    URI guarded;

    private static String error() throws InterruptedException {
        return ERRORS.poll(60, TimeUnit.SECONDS);
    }

    @Test
    void aCallWithoutTheRoleIsRefusedAndTheErrorHandlerIsCalled() throws InterruptedException {
        try (Client eve = Client.connect(open, basic("eve"));
                Client ada = Client.connect(open, basic("ada"));
                Client anonymous = Client.connect(open, anonymous())) {
            for (String event : List.of("secret", "secretOnLoop", "secretVirtual", "secretUni")) {
                eve.emit(event);
                assertThat(error()).isEqualTo(event + " eve ForbiddenException");
                anonymous.emit(event);
                assertThat(error()).isEqualTo(event + "  UnauthorizedException");
                assertThat(ada.ask(event)).as(event).isEqualTo("for ada");
                assertThat(eve.ask("public")).isEqualTo("for eve");
                assertThat(anonymous.ask("public")).isEqualTo("for ");
            }
        }
    }

    @Test
    void anUnhandledRefusalIsAnsweredAndLoggedInOneLine() {
        try (Client eve = Client.connect(silent, basic("eve"))) {
            assertThat(eve.ask("secret")).hasToString("{\"error\":\"forbidden\",\"message\":\"Forbidden\"}");
            assertThat(eve.ask("public")).isEqualTo("for all");
        }
    }

    @Test
    void aClientWithoutAnIdentityIsAnsweredThatItIsNotAuthorized() {
        try (Client anonymous = Client.connect(silent, anonymous())) {
            assertThat(anonymous.ask("secret")).hasToString("{\"error\":\"unauthorized\",\"message\":\"Unauthorized\"}");
        }
    }

    @Test
    void handlersOfAllKindsGetTheIdentityOfTheSocket() {
        try (Client eve = Client.connect(open, basic("eve")); Client ada = Client.connect(open, basic("ada"))) {
            for (String event : List.of("blocking", "onLoop", "virtual", "uni", "later")) {
                assertThat(eve.ask(event)).as(event).isEqualTo("eve [user]");
                assertThat(ada.ask(event)).as(event).isEqualTo("ada [admin]");
            }
        }
    }

    @Test
    void securedBeansSeeTheIdentityOfTheSocket() throws InterruptedException {
        assertThat(ask(open, basic("ada"), "service")).isEqualTo("served");
        try (Client eve = Client.connect(open, basic("eve"))) {
            eve.emit("service");
            assertThat(error()).isEqualTo("service eve ForbiddenException");
        }
    }

    @Test
    void aSecuredOnHandshakeMethodRefuses() {
        assertThat(refusal(guarded, anonymous())).isEqualTo("Unauthorized");
        assertThat(refusal(guarded, basic("eve"))).isEqualTo("Forbidden");
        Client.connect(guarded, basic("ada")).close();
    }

    @Test
    void aBeanMayReadPasswordsFromThePayload() {
        assertThat(ask(open, Clients.payload(Map.of("user", "ada", "password", "ada")), "blocking")).isEqualTo("ada [admin]");
        assertThat(refusal(open, Clients.payload(Map.of("user", "ada", "password", "eve")))).isEqualTo("Unauthorized");
        assertThat(refusal(open, Clients.payload(Map.of("user", "broken", "password", "")))).isEqualTo("Unauthorized");
        assertThat(ask(open, anonymous(), "public")).isEqualTo("for ");
    }

    @SocketIO
    public static class Open {
        @Inject
        SecurityIdentity current;

        @Inject
        Vertx vertx;

        @Inject
        Service service;

        private static String name(SecurityIdentity identity) {
            return identity.getPrincipal().getName();
        }

        private String described() {
            return name(current) + " " + current.getRoles();
        }

        @OnEvent("public")
        String open(SecurityIdentity identity) {
            return "for " + name(identity);
        }

        @RolesAllowed("admin")
        @OnEvent("secret")
        String secret(SecurityIdentity identity) {
            return "for " + name(identity);
        }

        @RolesAllowed("admin")
        @NonBlocking
        @OnEvent("secretOnLoop")
        String secretOnLoop() {
            return "for " + name(current);
        }

        @RolesAllowed("admin")
        @RunOnVirtualThread
        @OnEvent("secretVirtual")
        String secretVirtual() {
            return "for " + name(current);
        }

        @RolesAllowed("admin")
        @OnEvent("secretUni")
        Uni<String> secretUni() {
            return Uni.createFrom().item("for " + name(current));
        }

        @OnEvent("blocking")
        String blocking() {
            return described();
        }

        @NonBlocking
        @OnEvent("onLoop")
        String onLoop() {
            return described();
        }

        @RunOnVirtualThread
        @OnEvent("virtual")
        String virtual() {
            return described();
        }

        @OnEvent("uni")
        Uni<String> uni() {
            return Uni.createFrom().item(described());
        }

        @OnEvent("later")
        Uni<String> later() {
            return Uni.createFrom().emitter(emitter -> vertx.setTimer(1, timer -> emitter.complete(described())));
        }

        @OnEvent("service")
        String service() {
            return service.serve();
        }

        @OnError(logs = true)
        void refused(String event, Throwable failure) {
            ERRORS.add(event + " " + name(current) + " " + failure.getClass().getSimpleName());
        }
    }

    @SocketIO("/silent")
    public static class Silent {
        @RolesAllowed("admin")
        @OnEvent("secret")
        void secret() {
        }

        @OnEvent("public")
        String open() {
            return "for all";
        }
    }

    @SocketIO("/guarded")
    public static class Guarded {
        @Authenticated
        @OnHandshake
        void known() {
        }

        @RolesAllowed("admin")
        @OnHandshake
        Uni<Void> admin() {
            return Uni.createFrom().voidItem();
        }
    }

    @ApplicationScoped
    public static class Service {
        @RolesAllowed("admin")
        String serve() {
            return "served";
        }
    }

    public record Login(String user, String password) {
    }

    @ApplicationScoped
    public static class PasswordLogin implements HandshakeAuthenticator {
        @Override
        public Uni<SecurityIdentity> authenticate(Handshake handshake, IdentityProviderManager identities) {
            Login login = handshake.auth(Login.class);
            if (login.user() == null) {
                return Uni.createFrom().nullItem();
            }
            if (login.user().equals("broken")) {
                throw new IllegalStateException("database at 10.0.0.7 is gone");
            }
            return identities.authenticate(new UsernamePasswordAuthenticationRequest(login.user(),
                    new PasswordCredential(login.password().toCharArray())));
        }
    }
}
