package io.quarkiverse.socketio.runtime.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.ConnectErrorException;
import io.quarkiverse.socketio.runtime.socketio.handshake.Identity;
import io.smallrye.mutiny.Uni;

/** Tests that a client is authenticated before anything else happens for it. */
class AuthenticatorTest {
    private final SocketIOFixture fixture = new SocketIOFixture();
    private final List<BiConsumer<@Nullable Identity, @Nullable Throwable>> asked = new ArrayList<>();

    private static Identity named(@Nullable String name) {
        Principal principal = () -> name;
        return new Identity(name == null ? null : principal, "source");
    }

    @BeforeEach
    void authenticate() {
        fixture.io.bind((handshake, user, answer) -> {
            fixture.note("token " + handshake.auth(Map.class).get("token"));
            asked.add(answer);
        });
        fixture.io.use(socket -> {
            Principal principal = socket.handshake().principal();
            fixture.note("middleware " + (principal == null ? "anonymous" : principal.getName()));
            return Uni.createFrom().voidItem();
        });
    }

    @Test
    void middlewaresSeeTheIdentity() {
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0{\"token\":\"a\"}");
        assertThat(client.got()).isEmpty();
        fixture.run(() -> asked.get(0).accept(named("ada"), null));
        assertThat(client.got()).singleElement().asString().startsWith("0{\"sid\":");
        assertThat(fixture.notes).containsExactly("token a", "middleware ada");
        assertThat(fixture.socket().handshake().principal().getName()).isEqualTo("ada");
    }

    @Test
    void anAnonymousClientHasNoPrincipal() {
        fixture.new Client().sends("0");
        fixture.run(() -> asked.get(0).accept(named(null), null));
        assertThat(fixture.notes).containsExactly("token null", "middleware anonymous");
    }

    @Test
    void aClientThatIsNotAuthenticatedIsRefusedAndMayTryAgain() {
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0");
        fixture.run(() -> asked.get(0).accept(null, new ConnectErrorException("Unauthorized")));
        assertThat(client.got()).containsExactly("4{\"message\":\"Unauthorized\"}");
        client.sends("0{\"token\":\"b\"}");
        fixture.run(() -> asked.get(1).accept(named("bob"), null));
        assertThat(client.got()).singleElement().asString().startsWith("0{\"sid\":");
        assertThat(fixture.notes).containsExactly("token null", "token b", "middleware bob");
    }

    @Test
    void onlyAuthenticatedClientsLearnThatANamespaceDoesNotExist() {
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0/none,");
        fixture.run(() -> asked.get(0).accept(null, new ConnectErrorException("Unauthorized")));
        assertThat(client.got()).containsExactly("4/none,{\"message\":\"Unauthorized\"}");
        client.sends("0/none,");
        fixture.run(() -> asked.get(1).accept(named("ada"), null));
        assertThat(client.got()).containsExactly("4/none,{\"message\":\"Invalid namespace\"}");
    }

    @Test
    void aClientThatSendsEventsBeforeTheAnswerIsClosed() {
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0", "2[\"too early\"]");
        assertThat(client.isClosed()).isTrue();
        fixture.run(() -> asked.get(0).accept(named("ada"), null));
        assertThat(fixture.sockets).isEmpty();
        assertThat(fixture.notes).containsExactly("token null");
    }

    @Test
    void aSecondConnectToTheSameNamespaceClosesTheClient() {
        SocketIOFixture.Client client = fixture.new Client();
        client.sends("0", "0");
        assertThat(client.isClosed()).isTrue();
        assertThat(asked).hasSize(1);
    }

    @Test
    void aClientOfRevision4ReceivesTheMessageOnly() {
        SocketIOFixture.Client client = fixture.new Client("EIO=3");
        fixture.settle();
        fixture.run(() -> asked.get(0).accept(null, new ConnectErrorException("Unauthorized")));
        assertThat(client.got()).contains("4\"Unauthorized\"");
    }
}
