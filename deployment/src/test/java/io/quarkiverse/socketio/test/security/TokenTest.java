package io.quarkiverse.socketio.test.security;

import static io.quarkiverse.socketio.test.security.Clients.anonymous;
import static io.quarkiverse.socketio.test.security.Clients.ask;
import static io.quarkiverse.socketio.test.security.Clients.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.test.Client;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.test.common.http.TestHTTPResource;
import io.smallrye.mutiny.Uni;
import io.socket.client.IO;

/** Tests tokens in the payload of CONNECT, which the authentication mechanism for headers reads. */
class TokenTest {
    private static final String SECRET = "a secret of the tests, at least 256 bits long";

    @RegisterExtension
    static final QuarkusUnitTest APP = Clients.application("quarkus-smallrye-jwt")
            .withApplicationRoot(root -> root.addClasses(Client.class, Clients.class, Open.class, Admins.class, Expiry.class)
                    .addAsResource(new StringAsset("{\"kty\":\"oct\",\"k\":\"" + base64(SECRET) + "\"}"), "secret.jwk"))
            .overrideConfigKey("quarkus.socketio.auth-token-field", "token")
            .overrideConfigKey("mp.jwt.verify.issuer", "tests")
            .overrideConfigKey("smallrye.jwt.verify.algorithm", "HS256")
            .overrideConfigKey("smallrye.jwt.verify.key.location", "secret.jwk")
            .overrideConfigKey("smallrye.jwt.sign.key.location", "secret.jwk"); // else tests get keys that are made up

    @TestHTTPResource("/")
    URI open;

    @TestHTTPResource("/admins")
    URI admins;

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String token(String user, String role, int seconds) {
        long now = Instant.now().getEpochSecond();
        String content = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "."
                + base64("{\"iss\":\"tests\",\"sub\":\"%s\",\"upn\":\"%s\",\"groups\":[\"%s\"],\"iat\":%d,\"exp\":%d}"
                        .formatted(user, user, role, now, now + seconds));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return content + "." + base64(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static IO.Options inPayload(String token) {
        return Clients.payload(Map.of("token", token));
    }

    private static IO.Options inHeader(String token) {
        IO.Options options = Client.options();
        options.extraHeaders = Map.of("Authorization", List.of("Bearer " + token));
        return options;
    }

    @Test
    void aTokenInThePayloadIsAsGoodAsOneInTheHeader() {
        for (String transport : List.of("polling", "websocket")) {
            IO.Options ada = inPayload(token("ada", "admin", 300));
            ada.transports = new String[] { transport };
            assertThat(ask(admins, ada, "who")).isEqualTo("ada");
        }
        assertThat(ask(admins, inHeader(token("ada", "admin", 300)), "who")).isEqualTo("ada");
        assertThat(refusal(admins, inPayload(token("eve", "user", 300)))).isEqualTo("Forbidden");
        assertThat(refusal(admins, anonymous())).isEqualTo("Unauthorized");
    }

    @Test
    void aBadTokenIsRefusedEvenWhereNoneIsNeeded() {
        String good = token("ada", "admin", 300);
        assertThat(refusal(open, inPayload(good.substring(0, good.length() - 4) + "AAAA"))).isEqualTo("Unauthorized");
        assertThat(refusal(open, inPayload("none"))).isEqualTo("Unauthorized");
        assertThat(refusal(open, inPayload(token("ada", "admin", -300)))).isEqualTo("Unauthorized");
        assertThat(ask(open, inPayload(""), "who")).isEqualTo("");
        assertThat(ask(open, anonymous(), "who")).isEqualTo("");
    }

    @Test
    void thePayloadTakesPrecedenceOverTheHeader() {
        IO.Options both = inHeader(token("eve", "user", 300));
        both.auth = Map.of("token", token("ada", "admin", 300));
        assertThat(ask(admins, both, "who")).isEqualTo("ada");
    }

    @Test
    void eachNamespaceHasTheIdentityOfItsOwnConnect() {
        IO.Options ada = inPayload(token("ada", "admin", 300));
        ada.forceNew = false;
        IO.Options eve = inPayload(token("eve", "user", 300));
        eve.forceNew = false;
        try (Client asAda = Client.connect(admins, ada); Client asEve = Client.connect(open, eve)) {
            assertThat(asEve.ask("who")).isEqualTo("eve");
            assertThat(asAda.ask("who")).isEqualTo("ada");
            assertThat(asEve.ask("session")).isEqualTo(asAda.ask("session"));
        }
    }

    @Test
    void theSocketIsDisconnectedWhenItsIdentityExpires() {
        try (Client client = Client.create(open, inPayload(token("soon", "guest", 300)))) {
            Client.Received disconnected = client.received("disconnect");
            client.open();
            assertThat(disconnected.next()[0]).isEqualTo("io server disconnect");
        }
        assertThat(refusal(open, inPayload(token("late", "guest", 300)))).isEqualTo("Unauthorized");
    }

    /** As OIDC does it. */
    @ApplicationScoped
    public static class Expiry implements SecurityIdentityAugmentor {
        @Override
        public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
            if (!identity.hasRole("guest")) {
                return Uni.createFrom().item(identity);
            }
            Long expiry = Instant.now().getEpochSecond() + (identity.getPrincipal().getName().equals("late") ? -1 : 3);
            return Uni.createFrom().item((SecurityIdentity) Proxy.newProxyInstance(Expiry.class.getClassLoader(),
                    new Class<?>[] { SecurityIdentity.class },
                    (proxy, method, args) -> method.getName().equals("getAttribute")
                            && args[0].equals("quarkus.identity.expire-time") ? expiry : method.invoke(identity, args)));
        }
    }

    @SocketIO
    public static class Open {
        @OnEvent("who")
        String who(SecurityIdentity identity) {
            return identity.getPrincipal().getName();
        }

        @OnEvent("session")
        String session(Socket socket) {
            return socket.handshake().issued().toString();
        }
    }

    @RolesAllowed("admin")
    @SocketIO("/admins")
    public static class Admins {
        @OnEvent("who")
        String who(SecurityIdentity identity) {
            return identity.getPrincipal().getName();
        }

        @OnEvent("session")
        String session(Socket socket) {
            return socket.handshake().issued().toString();
        }
    }
}
