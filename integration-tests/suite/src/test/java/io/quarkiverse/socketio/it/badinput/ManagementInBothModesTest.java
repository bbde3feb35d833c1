package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.socketio.it.badinput.Exchange.Answer;
import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Keys;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;
import io.quarkus.vertx.http.ManagementInterface;

/** Tests that a cluster has the management interface of one process with the same configuration. */
class ManagementInBothModesTest {
    private static final String HEALTH = "/admin/health";

    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = new QuarkusProdModeTest()
            .withApplicationRoot(root -> root.addClass(OwnRoute.class))
            .setForcedDependencies(Stream.of("quarkus-elytron-security-properties-file", "quarkus-smallrye-health")
                    .map(name -> Dependency.of("io.quarkus", name, Version.getVersion())).toList())
            .setApplicationName("managed").setApplicationVersion("1.0")
            .overrideConfigKey("quarkus.http.host", "127.0.0.1")
            .overrideConfigKey("quarkus.http.port", "0")
            .overrideConfigKey("quarkus.management.enabled", "true")
            .overrideConfigKey("quarkus.management.host", "127.0.0.1")
            .overrideConfigKey("quarkus.management.port", "0")
            .overrideConfigKey("quarkus.management.root-path", "/admin")
            .overrideConfigKey("quarkus.management.auth.basic", "true")
            .overrideConfigKey("quarkus.management.auth.policy.admins.roles-allowed", "admin")
            .overrideConfigKey("quarkus.management.auth.permission.all.paths", "/admin/*,/own/*")
            .overrideConfigKey("quarkus.management.auth.permission.all.policy", "admins")
            .overrideConfigKey("quarkus.management.auth.permission.live.paths", "/admin/health/live")
            .overrideConfigKey("quarkus.management.auth.permission.live.policy", "permit")
            .overrideConfigKey("quarkus.management.header.\"X-Frame-Options\".value", "DENY")
            .overrideConfigKey("quarkus.management.filter.all.matches", "/admin/.*")
            .overrideConfigKey("quarkus.management.filter.all.header.\"X-Filtered\"", "yes")
            .overrideConfigKey("quarkus.management.limits.max-header-size", "4K")
            .overrideConfigKey("quarkus.management.limits.max-initial-line-length", "1000")
            .overrideConfigKey("quarkus.management.proxy.proxy-address-forwarding", "true")
            .overrideConfigKey("quarkus.security.users.embedded.enabled", "true")
            .overrideConfigKey("quarkus.security.users.embedded.plain-text", "true")
            .overrideConfigKey("quarkus.security.users.embedded.users.ada", "ada")
            .overrideConfigKey("quarkus.security.users.embedded.users.eve", "eve")
            .overrideConfigKey("quarkus.security.users.embedded.roles.ada", "admin")
            .overrideConfigKey("quarkus.security.users.embedded.roles.eve", "user");

    @TempDir
    static Path directory;

    @ProdBuildResults
    ProdModeTestResults results;

    @ParameterizedTest
    @ValueSource(strings = { "descriptor", "proxy" })
    @Row(60)
    void eachRequestIsAnsweredAsInOneProcess(String handoff) {
        Map<String, Answer> expected;
        try (AppProcess single = start()) {
            expected = answers(port(single));
        }
        try (AppProcess cluster = cluster(handoff)) {
            cluster.awaitReady();
            Map<String, Answer> actual = answers(port(cluster));
            SoftAssertions all = new SoftAssertions();
            expected.forEach((exchange, answer) -> all.assertThat(actual.get(exchange)).as(exchange).isEqualTo(answer));
            all.assertAll();
            assertThat(expected.values().stream().map(Answer::status).distinct()).contains(200, 401, 403, 404, 414, 431);
            assertThat(RawHttp.tryGet(cluster.port(), HEALTH).status()).as("the shared port does not serve it").isEqualTo(404);
        }
    }

    @Test
    void withItsOwnKeyItServesTls() throws Exception {
        Keys keys = new Keys(directory);
        keys.make("management");
        List<String> options = keys.namedOptions("management", "internal");
        options.add("-Dquarkus.management.tls-configuration-name=internal");
        HttpClient client = HttpClient.newBuilder().sslContext(keys.trusting("management")).build();
        Map<String, Answer> expected;
        try (AppProcess single = start(options.toArray(String[]::new))) {
            expected = overTls(client, tlsPort(single));
        }
        try (AppProcess cluster = cluster("auto", options.toArray(String[]::new))) {
            cluster.awaitReady();
            assertThat(overTls(client, tlsPort(cluster))).isEqualTo(expected);
        }
    }

    @Test
    void theClusterStateHasTheAccessRulesOfTheOtherPages() {
        try (AppProcess cluster = cluster("auto", "-Dquarkus.socketio.cluster.management.token=s3cret")) {
            cluster.awaitReady();
            int port = port(cluster);
            String state = "/admin/socketio/cluster";
            assertThat(Exchange.get("anonymous", state).at(port).status()).isEqualTo(401);
            assertThat(Exchange.get("token alone", state, "Authorization: Bearer s3cret").at(port).status()).isEqualTo(401);
            assertThat(Exchange.get("admin", state, Exchange.as("ada")).at(port).status()).isEqualTo(200);
            for (String token : List.of("", "Cluster-Token: guess")) {
                assertThat(new Exchange("order", "POST", state + "/scale?workers=2",
                        List.of(Exchange.as("ada"), "Content-Length: 0", token.isEmpty() ? "X: y" : token)).at(port).status())
                        .isEqualTo(403);
            }
            assertThat(new Exchange("order", "POST", state + "/scale?workers=2",
                    List.of(Exchange.as("ada"), "Content-Length: 0", "Cluster-Token: s3cret")).at(port).status())
                    .isEqualTo(202);
        }
    }

    @Test
    void unsupportedOptionsAreRefusedByKey() {
        try (AppProcess cluster = cluster("auto", "-Dquarkus.management.domain-socket-enabled=true")) {
            assertThat(cluster.awaitExit()).isNotZero();
            assertThat(cluster.output()).anyMatch(line -> line.contains("quarkus.management.domain-socket-enabled=true")
                    && line.contains("Remove that key"));
        }
    }

    private static Map<String, Answer> answers(int port) {
        Map<String, Answer> answers = new TreeMap<>();
        String ada = Exchange.as("ada");
        for (String path : List.of(HEALTH, HEALTH + "/live", HEALTH + "/ready", HEALTH + "/started", HEALTH + "/group",
                HEALTH + "/group/x", "/own/route", "/admin/nothing", "/admin//health", HEALTH + "/", "/admin/%68ealth")) {
            List.of(Exchange.get("anonymous", path), Exchange.get("wrong role", path, Exchange.as("eve")),
                    Exchange.get("wrong password", path, Exchange.as("bob")), Exchange.get("right user", path, ada),
                    Exchange.get("foreign origin", path, ada, "Origin: https://evil.example"),
                    Exchange.get("behind a proxy", path, ada, "X-Forwarded-For: 192.0.2.7"),
                    Exchange.get("long field", path, ada, "X-Long: " + "x".repeat(5000)),
                    Exchange.get("long target", path + "?" + "x".repeat(1500), ada),
                    new Exchange("preflight", "OPTIONS", path,
                            List.of("Origin: https://evil.example", "Access-Control-Request-Method: GET")),
                    new Exchange("no body", "HEAD", path, List.of(ada)),
                    new Exchange("write", "POST", path, List.of(ada, "Content-Length: 0")),
                    new Exchange("unknown method", "BREW", path, List.of(ada)))
                    .forEach(exchange -> answers.put(exchange.toString(), exchange.at(port)));
        }
        return answers;
    }

    private static Map<String, Answer> overTls(HttpClient client, int port) throws Exception {
        Map<String, Answer> answers = new TreeMap<>();
        for (String user : List.of("", "eve", "ada")) {
            for (String path : List.of(HEALTH, HEALTH + "/live", "/own/route")) {
                answers.put(path + " as " + user, overTls(client, port, path, user));
            }
        }
        return answers;
    }

    private static Answer overTls(HttpClient client, int port, String path, String user) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .timeout(AppProcess.LIMIT);
        if (!user.isEmpty()) {
            request.header("Authorization", Exchange.as(user).split(": ")[1]);
        }
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        return new Answer(response.statusCode(), Exchange.comparable(response.headers().map().entrySet().stream()
                .filter(field -> !field.getKey().equals(":status"))
                .collect(Collectors.toMap(Map.Entry::getKey, field -> String.join(", ", field.getValue())))),
                response.version().toString());
    }

    private AppProcess cluster(String handoff, String... options) {
        return start(Stream.concat(Stream.of(options),
                Stream.of("-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.socketio.cluster.workers=2",
                        "-Dquarkus.socketio.cluster.handoff=" + handoff))
                .toArray(String[]::new));
    }

    private AppProcess start(String... options) {
        return AppProcess.start(results.getResults().get(0).getPath(), options);
    }

    private static int port(AppProcess app) {
        return Integer
                .parseInt(app.awaitLine("Management interface (?:of the cluster on:|listening on) http://127.0.0.1:(\\d+)")
                        .group(1));
    }

    private static int tlsPort(AppProcess app) {
        return Integer
                .parseInt(app.awaitLine("Management interface (?:of the cluster on:|listening on) https://127.0.0.1:(\\d+)")
                        .group(1));
    }

    /** A route that the application adds. */
    @ApplicationScoped
    public static class OwnRoute {
        void add(@Observes ManagementInterface management) {
            management.router().get("/own/route")
                    .handler(context -> context.response().putHeader("X-Peer", context.request().remoteAddress().hostAddress())
                            .end("own"));
        }
    }
}
