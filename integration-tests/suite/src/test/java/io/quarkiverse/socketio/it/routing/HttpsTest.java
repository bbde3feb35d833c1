package io.quarkiverse.socketio.it.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertPathBuilderException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Keys;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkiverse.socketio.it.support.Requires;
import io.quarkiverse.socketio.it.support.TlsEngine;
import io.quarkiverse.socketio.test.ConnectFailedException;
import io.quarkiverse.socketio.test.SocketIOTestClient;
import io.quarkiverse.socketio.test.SocketIOTestClient.Transport;
import io.quarkiverse.socketio.test.SocketIOTestClientBuilder;

/** Tests a cluster whose workers terminate TLS, and HTTP/2 without TLS. */
class HttpsTest {
    @TempDir
    static Path directory;
    private static Keys keys;
    private static AppProcess app;

    @BeforeAll
    static void start() {
        keys = new Keys(directory);
        keys.make("first");
        app = cluster("first");
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "polling", "websocket", "upgrade" })
    @Requires({ "node", "npm" })
    void clientsExchangeMessagesWithBothWorkers(String kind) {
        for (int i = 0; i < 2; i++) {
            assertThat(
                    NodeScript.run("exchange.mjs", "https://localhost:" + app.tlsPort(), kind, "/", keys.certificate("first"))
                            .path("ok").asBoolean())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theClientForTestsTrustsACertificate(Transport transport) throws Exception {
        SocketIOTestClientBuilder builder = SocketIOTestClient.builder("https://localhost:" + app.tlsPort())
                .transports(transport)
                .timeout(AppProcess.LIMIT);
        try (SocketIOTestClient client = builder.tls(keys.trusting("first")).connect()) {
            assertThat(client.emitWithAck("echo", "hello").toList()).containsExactly("hello");
        }
        assertThatThrownBy(
                () -> SocketIOTestClient.builder("https://localhost:" + app.tlsPort()).transports(transport).connect())
                .isInstanceOf(ConnectFailedException.class).hasRootCauseInstanceOf(CertPathBuilderException.class);
    }

    @ParameterizedTest
    @CsvSource({ "https, h1, h1", "https, h2, h2", "http, h2, h2c" })
    @Requires({ "node", "npm" })
    void oneConnectionCarriesSessionsOfDifferentWorkers(String scheme, String protocol, String negotiated) {
        String url = scheme + "://localhost:" + (scheme.equals("https") ? app.tlsPort() : app.port());
        List<String> arguments = new ArrayList<>(List.of(protocol));
        if (scheme.equals("https")) {
            arguments.add(keys.certificate("first"));
        }
        assertThat(NodeScript.run("mixed.mjs", url, arguments.toArray(String[]::new)).path("protocol").asText())
                .isEqualTo(negotiated);
    }

    @Test
    void connectionsAreSpreadOverBothWorkers() throws Exception {
        Set<String> workers = new HashSet<>();
        // a connection that one worker has not seen closed yet sends all new ones to the other
        for (int i = 0; workers.size() < 2 && i < 1000; i++) {
            workers.add(handshake(client("first"), app.tlsPort()).body().replaceAll(".*\"sid\":\"(..).*", "$1"));
        }
        assertThat(workers).hasSize(2);
    }

    @Test
    void silentAndPlainTextConnectionsDoNotAffectOthers() throws Exception {
        try (RawHttp silent = new RawHttp(app.tlsPort()); RawHttp plain = new RawHttp(app.tlsPort())) {
            for (int i = 0; i < 100; i++) {
                new RawHttp(app.tlsPort()).reset();
                new RawHttp(app.tlsPort()).send("\u0016\u0003\u0001").close();
            }
            plain.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(plain.socket().getInputStream().readAllBytes()).as("an alert of TLS, or nothing").hasSizeLessThan(10);
            assertThat(handshake(client("first"), app.tlsPort()).statusCode()).isEqualTo(200);
            assertThat(silent.socket().isClosed()).isFalse();
        }
    }

    /** In one process and in a worker; a TLS client does not learn the reason. */
    @ParameterizedTest
    @CsvSource({ "true, JDK", "false, OPENSSL" })
    void aStalledHandshakeOrHeadTimesOut(boolean clustered, TlsEngine engine) throws Exception {
        try (AppProcess impatient = AppProcess.start(AppProcess.packaged("fixtures"),
                options("first", "-Dquarkus.socketio.limits.head-time=5s", "-Dquarkus.http.insecure-requests=disabled",
                        "-Dquarkus.socketio.cluster.enabled=" + clustered, engine.option()))) {
            int port = Integer.parseInt(impatient.awaitLine("Listening on: .*https://[^:]+:(\\d+)").group(1));
            try (RawHttp silent = new RawHttp(port); RawHttp begun = new RawHttp(port).send("\u0016\u0003\u0001")) {
                assertThat(silent.line()).isNull();
                begun.socket().getInputStream().readAllBytes();
            }
            try (SSLSocket slow = (SSLSocket) keys.trusting("first").getSocketFactory().createSocket("localhost", port)) {
                slow.setSoTimeout((int) AppProcess.LIMIT.toMillis());
                slow.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(slow.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 408 ");
            }
            assertThat(handshake(client("first"), port).statusCode()).isEqualTo(200);
            engine.assertUsed(impatient);
        }
    }

    @Test
    void insecureRequestsAreRedirected() throws Exception {
        try (AppProcess redirecting = cluster("first", "-Dquarkus.http.insecure-requests=redirect")) {
            int port = redirecting.port();
            try (RawHttp http = new RawHttp(port)) {
                RawHttp.Response answer = http.send("GET /a?b=c HTTP/1.1\r\nHost: localhost:" + port + "\r\n\r\n").receive();
                assertThat(answer.status()).isEqualTo(301);
                assertThat(answer.headers()).containsEntry("location",
                        "https://localhost:" + redirecting.tlsPort() + "/a?b=c");
            }
            assertThat(RawHttp.get(port, "/q/health/live").status()).as("as in one process").isEqualTo(301);
            try (RawHttp http = new RawHttp(port)) {
                assertThat(http.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").receive().status()).isEqualTo(400);
            }
            assertThat(handshake(client("first"), redirecting.tlsPort()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void withoutInsecureRequestsThereIsOnePort() throws Exception {
        try (AppProcess only = cluster("first", "-Dquarkus.http.insecure-requests=disabled")) {
            assertThat(only.output()).noneMatch(line -> line.contains("http://"));
            assertThat(handshake(client("first"), only.tlsPort()).statusCode()).isEqualTo(200);
            assertThat(AppProcess.order(AppProcess.packaged("fixtures"), "status",
                    options("first", "-Dquarkus.http.insecure-requests=disabled", "-Dquarkus.http.ssl-port=" + only.tlsPort())))
                    .containsPattern("w1 +RUNNING");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requires({ "node", "npm" })
    void aRenewedCertificateIsUsedWithoutARestart(TlsEngine engine, @TempDir Path stores) throws Exception {
        Keys keys = new Keys(stores);
        keys.make("old");
        keys.make("new");
        Files.copy(keys.store("old"), keys.store("current"));
        try (AppProcess renewing = cluster(keys, "current", "-Dquarkus.tls.reload-period=1s", engine.option())) {
            engine.assertUsed(renewing);
            assertClientsAreServed(renewing, keys.certificate("old"));
            Files.move(keys.store("new"), keys.store("current"), StandardCopyOption.REPLACE_EXISTING);
            // workers are chosen in turn
            renewing.await("the new certificate in both workers",
                    () -> IntStream.range(0, 4).allMatch(i -> isTrusted(keys, "new", renewing.tlsPort())));
            assertThatThrownBy(() -> handshake(client(keys, "old"), renewing.tlsPort()))
                    .isInstanceOf(SSLHandshakeException.class);
            assertClientsAreServed(renewing, keys.certificate("new"));
        }
    }

    /** With each transport; of two sessions on one connection, the requests of one are relayed to another worker. */
    private static void assertClientsAreServed(AppProcess app, String certificate) {
        String url = "https://localhost:" + app.tlsPort();
        for (String kind : List.of("polling", "websocket", "upgrade")) {
            assertThat(NodeScript.run("exchange.mjs", url, kind, "/", certificate).path("ok").asBoolean()).isTrue();
        }
        for (String protocol : List.of("h1", "h2")) {
            assertThat(NodeScript.run("mixed.mjs", url, protocol, certificate).path("protocol").asText()).isEqualTo(protocol);
        }
    }

    @Test
    void anUnreadableKeyFailsTheStartWithTheReason() {
        try (AppProcess failing = AppProcess.start(AppProcess.packaged("fixtures"), options("missing"))) {
            assertThat(failing.awaitExit()).isNotZero();
            assertThat(failing.output()).anyMatch(line -> line.contains("missing.p12"));
        }
    }

    private static AppProcess cluster(String key, String... more) {
        return cluster(keys, key, more);
    }

    private static AppProcess cluster(Keys keys, String key, String... more) {
        return AppProcess.startCluster("fixtures", options(keys, key, more));
    }

    private static String[] options(String key, String... more) {
        return options(keys, key, more);
    }

    private static String[] options(Keys keys, String key, String... more) {
        List<String> options = new ArrayList<>(List.of("-Dquarkus.profile=m", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.socketio.cluster.workers=2",
                "-Dquarkus.socketio.cluster.respawn-threshold=1"));
        options.addAll(keys.options(key));
        options.addAll(List.of(more));
        return options.toArray(String[]::new);
    }

    private static boolean isTrusted(Keys keys, String name, int port) {
        try {
            return handshake(client(keys, name), port).statusCode() == 200;
        } catch (SSLHandshakeException e) {
            return false;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpClient client(String name) throws Exception {
        return client(keys, name);
    }

    /** A client that trusts that certificate only, and opens its own connection. */
    private static HttpClient client(Keys keys, String name) throws Exception {
        return HttpClient.newBuilder().sslContext(keys.trusting(name)).build();
    }

    private static HttpResponse<String> handshake(HttpClient client, int port) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create("https://localhost:" + port
                + "/socket.io/?EIO=4&transport=polling")).timeout(AppProcess.LIMIT).build(), BodyHandlers.ofString());
    }
}
