package io.quarkiverse.socketio.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import jakarta.annotation.security.RolesAllowed;

import org.json.JSONException;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.Socket;
import io.quarkiverse.socketio.SocketIO;
import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.RawWebSocket;
import io.quarkiverse.socketio.test.ConnectFailedException;
import io.quarkiverse.socketio.test.SocketIOTestClient;
import io.quarkiverse.socketio.test.SocketIOTestClient.Transport;
import io.quarkiverse.socketio.test.SocketIOTestClientBuilder;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/** Tests an application with users, packaged and run as a cluster. */
class SecuredClusterTest {
    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = new QuarkusProdModeTest()
            .withApplicationRoot(root -> root.addClasses(Admins.class, Open.class))
            .setForcedDependencies(List.of(Dependency.of("io.quarkus", "quarkus-elytron-security-properties-file",
                    Version.getVersion())))
            .overrideConfigKey("quarkus.socketio.recovery.enabled", "true")
            .setApplicationName("secured").setApplicationVersion("1.0")
            .overrideConfigKey("quarkus.http.host", "127.0.0.1")
            .overrideConfigKey("quarkus.http.port", "0")
            .overrideConfigKey("quarkus.http.auth.basic", "true")
            .overrideConfigKey("quarkus.security.users.embedded.enabled", "true")
            .overrideConfigKey("quarkus.security.users.embedded.plain-text", "true")
            .overrideConfigKey("quarkus.security.users.embedded.users.ada", "ada")
            .overrideConfigKey("quarkus.security.users.embedded.users.eve", "eve")
            .overrideConfigKey("quarkus.security.users.embedded.roles.ada", "admin")
            .overrideConfigKey("quarkus.security.users.embedded.roles.eve", "user");

    @ProdBuildResults
    ProdModeTestResults results;

    @Test
    void allWorkersEnforceRoles() throws Exception {
        Path jar = results.getResults().get(0).getPath();
        try (AppProcess app = AppProcess.start(jar, "-Dquarkus.socketio.cluster.enabled=true",
                "-Dquarkus.socketio.cluster.workers=2")) {
            int port = app.awaitReady();
            Set<Long> asked = new HashSet<>();
            for (int i = 0; i < 8; i++) {
                Transport transport = i % 2 == 0 ? Transport.POLLING : Transport.WEBSOCKET;
                String answer = answer(port, transport, "ada");
                assertThat(answer).startsWith("ada ");
                asked.add(Long.valueOf(answer.substring("ada ".length())));
                assertThat(answer(port, transport, "eve")).isEqualTo("Forbidden");
                assertThat(answer(port, transport, null)).isEqualTo("Unauthorized");
            }
            assertThat(asked).containsExactlyInAnyOrderElementsOf(app.workers());
        }
    }

    /** Each time on any worker: the former one or another. */
    @Test
    void aSessionIsNotRecoveredByAnotherUser() throws Exception {
        Path jar = results.getResults().get(0).getPath();
        try (AppProcess app = AppProcess.start(jar, "-Dquarkus.socketio.cluster.enabled=true",
                "-Dquarkus.socketio.cluster.workers=2")) {
            int port = app.awaitReady();
            for (int round = 0; round < 4; round++) {
                Visit first = new Visit(port, basic("ada", "ada"), "");
                String offset = first.say("join");
                first.socket.close();
                String secret = "{\"pid\":\"" + first.field("pid") + "\",\"offset\":" + offset + "}";
                try (RawWebSocket eve = assertIsNew(port, basic("eve", "eve"), secret, first);
                        RawWebSocket other = assertIsNew(port, "X-Nobody: x", secret, first)) {
                    eve.send("42/open,[\"tell\"]");
                    try (RawWebSocket liar = new RawWebSocket(port, RawWebSocket.TARGET, basic("ada", "wrong"))) {
                        assertThat(liar.answer.status()).isEqualTo(401);
                    }
                    Visit back = new Visit(port, basic("ada", "ada"), secret);
                    assertThat(back.field("sid")).isEqualTo(first.field("sid"));
                    assertThat(back.missed).singleElement(STRING).startsWith("42/open,[\"told\",");
                    back.socket.close();
                    assertThat(other.hasInput()).as("events of the other user's room").isFalse();
                }
            }
        }
    }

    private static RawWebSocket assertIsNew(int port, String header, String secret, Visit former)
            throws IOException, JSONException {
        Visit visit = new Visit(port, header, secret);
        assertThat(visit.field("sid")).isNotEqualTo(former.field("sid"));
        assertThat(visit.field("pid")).isNotEqualTo(former.field("pid"));
        return visit.socket;
    }

    /** Connects a client to the open namespace. */
    private static final class Visit {
        final RawWebSocket socket;
        /** The events before the CONNECT packet. */
        final List<String> missed = new ArrayList<>();
        final String answer;

        /** @param auth of its CONNECT packet */
        Visit(int port, String header, String auth) throws IOException {
            socket = new RawWebSocket(port, RawWebSocket.TARGET, header);
            socket.open();
            socket.send("40/open," + auth);
            String text = socket.text();
            for (; text.startsWith("42/open,"); text = socket.text()) {
                missed.add(text);
            }
            answer = text;
            assertThat(answer).startsWith("40/open,");
        }

        String field(String name) throws JSONException {
            return new JSONObject(answer.substring("40/open,".length())).getString(name);
        }

        /** Returns the last argument of the event, with its quotation marks: an offset. */
        String say(String event) throws IOException {
            socket.send("42/open,[\"" + event + "\"]");
            String text = socket.text();
            return text.substring(text.lastIndexOf(',') + 1, text.length() - 1);
        }
    }

    private static String basic(String user, String password) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the answer to a user, or the refusal. */
    private static String answer(int port, Transport transport, String user) {
        SocketIOTestClientBuilder admins = SocketIOTestClient.builder("http://127.0.0.1:" + port + "/admins")
                .transports(transport).timeout(AppProcess.LIMIT);
        try (SocketIOTestClient client = (user == null ? admins : admins.basicAuth(user, user)).connect()) {
            return client.emitWithAck("who").get(0, String.class);
        } catch (ConnectFailedException refused) {
            return refused.reason();
        }
    }

    @RolesAllowed("admin")
    @SocketIO("/admins")
    public static class Admins {
        @OnEvent("who")
        String who(SecurityIdentity identity) {
            return identity.getPrincipal().getName() + " " + ProcessHandle.current().pid();
        }
    }

    @SocketIO("/open")
    public static class Open {
        @OnEvent("join")
        void join(Socket socket) {
            socket.join("hers");
            socket.emit("joined");
        }

        @OnEvent("tell")
        void tell(Socket socket) {
            socket.to("hers").emit("told");
        }
    }
}
