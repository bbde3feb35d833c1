package io.quarkiverse.socketio.it.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Handoff;
import io.quarkiverse.socketio.it.support.Keys;
import io.quarkiverse.socketio.it.support.TlsEngine;

/** Tests that the TLS details of a client are relayed with its request. */
class RelayedCertificateTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({ "DESCRIPTOR, HTTP_1_1, JDK", "PROXY, HTTP_1_1, OPENSSL", "DESCRIPTOR, HTTP_2, JDK" })
    void theOwnerSeesTheClientCertificate(Handoff handoff, Version version, TlsEngine engine) throws Exception {
        Keys keys = new Keys(directory);
        keys.make("server");
        keys.make("client");
        List<String> options = new ArrayList<>(keys.options("server"));
        options.add("-Dquarkus.tls.trust-store.pem.certs=" + keys.certificate("client"));
        options.addAll(List.of(handoff.option(), engine.option()));
        try (AppProcess app = AppProcess.startCluster("cluster-app", options.toArray(String[]::new))) {
            engine.assertUsed(app);
            for (boolean certified : new boolean[] { true, false }) {
                HttpClient client = client(keys, certified, version);
                String user = certified ? "user=CN=localhost" : "user=";
                String first = facts(client, app, "ABaaaaaaaaaaaaaaaaaa", "1");
                String second = facts(client, app, "ACaaaaaaaaaaaaaaaaaa", "2");
                String third = facts(client, app, "ABaaaaaaaaaaaaaaaaaa", "1");
                assertThat(second.replace("ACaa", "ABaa")).isEqualTo(first).isEqualTo(third);
                assertThat(second).contains("ssl=true", "uri=https://localhost:" + app.tlsPort(), "tls=TLSv1.3/TLS_")
                        .endsWith(user);
            }
        }
    }

    /** With HTTP/2 only the stream ends, not the client's connection. */
    @Test
    void aRequestThatIsCancelledIsCancelledAtItsOwner() throws Exception {
        Keys keys = new Keys(directory);
        keys.make("server");
        keys.make("client");
        try (AppProcess app = AppProcess.startCluster("cluster-app", keys.options("server").toArray(String[]::new))) {
            HttpClient client = client(keys, false, Version.HTTP_2);
            String before = facts(client, app, "ABaaaaaaaaaaaaaaaaaa", "1");
            for (String sid : new String[] { "ABaaaaaaaaaaaaaaaaaa", "ACaaaaaaaaaaaaaaaaaa" }) {
                String worker = "^\\[w" + (sid.startsWith("AB") ? 1 : 2) + "\\] ";
                var waiting = client.sendAsync(request(app, "hang", sid), HttpResponse.BodyHandlers.ofString());
                app.awaitLine(worker + "hanging");
                waiting.cancel(true);
                app.awaitLine(worker + "hung up");
            }
            assertThat(facts(client, app, "ABaaaaaaaaaaaaaaaaaa", "1")).as("over the same connection").isEqualTo(before);
        }
    }

    /** The client has one connection, so one of two owners gets the request over a relay. */
    private static String facts(HttpClient client, AppProcess app, String sid, String owner)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request(app, "facts", sid), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.headers().firstValue("worker")).contains(owner);
        return answer.body().replaceAll(" host=\\S+", ""); // no field of a direct HTTP/2 request
    }

    private static HttpRequest request(AppProcess app, String route, String sid) {
        return HttpRequest
                .newBuilder(URI.create("https://localhost:" + app.tlsPort() + "/socket.io/app/" + route + "?sid=" + sid))
                .timeout(AppProcess.LIMIT).build();
    }

    private static HttpClient client(Keys keys, boolean certified, Version version) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (var in = Files.newInputStream(Path.of(keys.certificate("server")))) {
            trusted.setCertificateEntry("server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(KeyStore.getInstance(keys.store("client").toFile(), "changeit".toCharArray()), "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(certified ? own.getKeyManagers() : null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).version(version).build();
    }
}
