package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.socketio.it.badinput.Exchange.Answer;
import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.Keys;
import io.quarkiverse.socketio.it.support.RawHttp;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.quarkus.vertx.http.security.HttpSecurity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/**
 * Tests that health, metrics and cluster state keep each rule that Quarkus has for a request: a cluster responds as one process
 * with the same configuration does. The table of internals/http-rules.adoc names the rules.
 */
class PagesInBothModesTest {
    private static final String FRIEND = "https://friend.example";
    private static final Pattern LISTENING = Pattern
            .compile("Listening on: http://127.0.0.1:(\\d+) and https://127.0.0.1:(\\d+)");
    private static final Pattern LOGGED = Pattern.compile("ACCESS (\\w+)-(\\d+) (.*) \\d+$");
    private static final String CLUSTER = "/ops/socketio/cluster";
    private static final List<String> HEALTH = List.of("/ops/vitals", "/ops/vitals/live", "/ops/vitals/ready",
            "/ops/vitals/started", "/ops/vitals/well", "/ops/vitals/group", "/ops/vitals/group/mine");
    private static final String METRICS = "/ops/numbers";

    @RegisterExtension
    static final QuarkusProdModeTest APPLICATION = new QuarkusProdModeTest()
            .withApplicationRoot(root -> root.addClass(Rules.class))
            .setForcedDependencies(Stream.of("quarkus-elytron-security-properties-file", "quarkus-smallrye-health",
                    "quarkus-micrometer-registry-prometheus")
                    .map(name -> Dependency.of("io.quarkus", name, Version.getVersion())).toList())
            .setApplicationName("ruled").setApplicationVersion("1.0")
            .overrideConfigKey("quarkus.http.host", "127.0.0.1")
            .overrideConfigKey("quarkus.http.port", "0")
            .overrideConfigKey("quarkus.http.non-application-root-path", "/ops")
            .overrideConfigKey("quarkus.smallrye-health.root-path", "vitals")
            .overrideConfigKey("quarkus.micrometer.export.prometheus.path", "numbers")
            .overrideConfigKey("quarkus.http.auth.basic", "true")
            .overrideConfigKey("quarkus.security.users.embedded.enabled", "true")
            .overrideConfigKey("quarkus.security.users.embedded.plain-text", "true")
            .overrideConfigKey("quarkus.security.users.embedded.users.ada", "ada")
            .overrideConfigKey("quarkus.security.users.embedded.users.eve", "eve")
            .overrideConfigKey("quarkus.security.users.embedded.roles.ada", "admin")
            .overrideConfigKey("quarkus.security.users.embedded.roles.eve", "user")
            .overrideConfigKey("quarkus.http.auth.policy.admins.roles-allowed", "admin")
            .overrideConfigKey("quarkus.http.auth.permission.ops.paths", "/ops/*")
            .overrideConfigKey("quarkus.http.auth.permission.ops.policy", "admins")
            .overrideConfigKey("quarkus.http.auth.permission.live.paths", "/ops/vitals/live")
            .overrideConfigKey("quarkus.http.auth.permission.live.policy", "permit")
            .overrideConfigKey("quarkus.http.auth.permission.well.paths", "/ops/vitals/well")
            .overrideConfigKey("quarkus.http.auth.permission.well.policy", "weekday")
            .overrideConfigKey("quarkus.http.cors.enabled", "true")
            .overrideConfigKey("quarkus.http.cors.origins", FRIEND)
            .overrideConfigKey("quarkus.http.cors.methods", "GET")
            .overrideConfigKey("quarkus.http.header.\"X-Frame-Options\".value", "DENY")
            .overrideConfigKey("quarkus.http.header.\"X-Metrics\".path", METRICS)
            .overrideConfigKey("quarkus.http.header.\"X-Metrics\".value", "yes")
            .overrideConfigKey("quarkus.http.filter.ops.matches", "/ops/.*")
            .overrideConfigKey("quarkus.http.filter.ops.header.\"X-Filtered\"", "yes")
            .overrideConfigKey("quarkus.http.limits.max-header-size", "4K")
            .overrideConfigKey("quarkus.http.limits.max-body-size", "2K")
            .overrideConfigKey("quarkus.http.limits.max-initial-line-length", "1000")
            .overrideConfigKey("quarkus.http.proxy.proxy-address-forwarding", "true")
            .overrideConfigKey("quarkus.http.record-request-start-time", "true")
            .overrideConfigKey("quarkus.http.access-log.enabled", "true")
            .overrideConfigKey("quarkus.http.access-log.pattern", "ACCESS %{i,X-Case} %m %U %s %u %a %D");

    @TempDir
    static Path directory;

    private static Keys keys;
    private static AppProcess single;
    private static final Map<Mode, AppProcess> CLUSTERS = new EnumMap<>(Mode.class);

    @ProdBuildResults
    ProdModeTestResults results;

    /** How the cluster hands connections to its workers. */
    enum Mode {
        DESCRIPTOR,
        PROXY
    }

    @BeforeAll
    static void make() {
        keys = new Keys(directory);
        keys.make("server");
    }

    @AfterAll
    static void stop() {
        CLUSTERS.values().forEach(AppProcess::close);
        if (single != null) {
            single.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Row(60)
    void eachRequestIsAnsweredAndLoggedAsInOneProcess(Mode handoff) {
        AppProcess cluster = start(handoff);
        List<Exchange> exchanges = exchanges();
        Map<String, Answer> expected = answers(exchanges, handoff, port(single, 1));
        Map<String, Answer> actual = answers(exchanges, handoff, port(cluster, 1));
        SoftAssertions all = new SoftAssertions();
        expected.forEach((exchange, answer) -> all.assertThat(actual.get(exchange)).as(exchange).isEqualTo(answer));
        all.assertAll();
        assertThat(expected.values().stream().map(Answer::status).distinct())
                .as("the rules that are compared").contains(200, 401, 403, 406, 413, 414, 431);
        Map<String, String> lines = logged(single, handoff);
        cluster.await("as many lines in its access log", () -> logged(cluster, handoff).size() >= lines.size());
        assertThat(logged(cluster, handoff)).isEqualTo(lines).hasSizeGreaterThan(exchanges.size() / 2);
    }

    /** Paths that only a cluster serves. */
    @ParameterizedTest
    @EnumSource
    void theClusterStateNeedsAccessAndTheToken(Mode handoff) {
        AppProcess cluster = start(handoff);
        int port = port(cluster, 1);
        for (Exchange refused : List.of(Exchange.get("anonymous", CLUSTER),
                Exchange.get("wrong role", CLUSTER, Exchange.as("eve")),
                Exchange.get("token alone", CLUSTER, "Authorization: Bearer s3cret"),
                Exchange.get("foreign", CLUSTER, Exchange.as("ada"), "Cluster-Token: s3cret",
                        "Origin: https://evil.example"))) {
            assertThat(refused.at(port)).as(refused.what()).isEqualTo(refused.at(port(single, 1)));
            assertThat(refused.at(port).status()).as(refused.what()).isIn(401, 403);
        }
        assertThat(Exchange.get("no token", CLUSTER, Exchange.as("ada")).at(port).status()).isEqualTo(403);
        assertThat(Exchange.get("both", CLUSTER, Exchange.as("ada"), "Cluster-Token: s3cret").at(port).status()).isEqualTo(200);
        assertThat(new Exchange("order", "POST", CLUSTER + "/scale?workers=2",
                List.of(Exchange.as("ada"), "Cluster-Token: s3cret", "Content-Length: 0")).at(port).status()).isEqualTo(202);
    }

    @ParameterizedTest
    @EnumSource
    void eachRequestIsAnsweredAsInOneProcessOverTlsAndHttp2(Mode handoff) throws Exception {
        AppProcess cluster = start(handoff);
        for (HttpClient.Version version : HttpClient.Version.values()) {
            HttpClient client = HttpClient.newBuilder().version(version).sslContext(keys.trusting("server")).build();
            for (String path : List.of("/ops/vitals", "/ops/vitals/live", METRICS)) {
                for (List<String> fields : List.of(List.<String> of(), List.of(Exchange.as("eve")), List.of(Exchange.as("ada")),
                        List.of(Exchange.as("ada"), "Origin: https://evil.example"))) {
                    assertThat(overTls(client, port(cluster, 2), path, fields)).as("%s %s %s", version, path, fields)
                            .isEqualTo(overTls(client, port(single, 2), path, fields));
                }
            }
        }
    }

    @Test
    void connectionsAboveTheLimitAreClosedUnanswered() throws Exception {
        String limit = "-Dquarkus.http.limits.max-connections=2";
        for (boolean clustered : new boolean[] { false, true }) {
            try (AppProcess app = clustered ? launch(Mode.DESCRIPTOR, limit, "-Dquarkus.socketio.cluster.workers=1")
                    : launch(limit);
                    RawHttp one = new RawHttp(port(app, 1));
                    RawHttp two = new RawHttp(port(app, 1))) {
                assertThat(one.get("/nothing").status()).isEqualTo(404);
                assertThat(two.get("/nothing").status()).isEqualTo(404);
                assertThat(RawHttp.tryGet(port(app, 1), "/nothing").status()).as("no answer").isZero();
                one.close();
                app.await("a place that is free", () -> RawHttp.tryGet(port(app, 1), "/nothing").status() == 404);
            }
        }
    }

    /** Without a worker access cannot be checked, so every client gets the same short response. */
    @ParameterizedTest
    @EnumSource
    @Row(60)
    void withoutAReadyWorkerThePrimaryAnswersOnlyWhetherTheClusterIsUp(Mode handoff) throws Exception {
        try (AppProcess app = launch(handoff)) {
            int port = Integer.parseInt(app.awaitLine("took http://127.0.0.1:(\\d+)").group(1));
            assertThat(RawHttp.get(port, "/ops/vitals/ready").body()).isEqualTo("{\"status\":\"DOWN\",\"checks\":[]}");
            assertThat(RawHttp.get(port, METRICS).status()).isEqualTo(503);
            assertThat(RawHttp.get(port, CLUSTER).status()).isEqualTo(503);
            app.awaitReady();
            assertThat(RawHttp.get(port, "/ops/vitals/ready").status()).isEqualTo(401);

            List<Long> workers = app.workers();
            workers.forEach(worker -> AppProcess.signal(worker, "STOP"));
            app.await("an answer of the primary",
                    () -> RawHttp.tryGet(port, "/ops/vitals/ready").body().equals("{\"status\":\"DOWN\",\"checks\":[]}"));
            RawHttp.Response live = RawHttp.get(port, "/ops/vitals/live");
            assertThat(live.status()).isEqualTo(200);
            assertThat(live.body()).isEqualTo("{\"status\":\"UP\",\"checks\":[]}");
            workers.forEach(worker -> AppProcess.signal(worker, "CONT"));
            app.await("the rules", () -> RawHttp.tryGet(port, "/ops/vitals/ready").status() == 401);
        }
    }

    private static List<Exchange> exchanges() {
        List<Exchange> all = new ArrayList<>();
        for (String path : Stream.concat(HEALTH.stream(), Stream.of(METRICS, METRICS + "/x")).toList()) {
            all.addAll(exchangesFor(path));
        }
        for (String alias : List.of("/ops/vitals/", "/ops//vitals", "/ops/./vitals", "/ops/x/../vitals", "/ops/%76itals",
                "/ops/vitals?x=y", "/ops/vitals/group/", "/ops/vitals/group/a/b", "/ops/vitals/other", "/OPS/vitals",
                "/ops/vitals;x=y", "http://other.example/ops/vitals", "/ops/numbers/")) {
            all.add(Exchange.get("alias, anonymous", alias, "Accept: text/plain"));
            all.add(Exchange.get("alias", alias, Exchange.as("ada"), "Accept: text/plain"));
        }
        return all;
    }

    private static List<Exchange> exchangesFor(String path) {
        String plain = "Accept: text/plain";
        String ada = Exchange.as("ada");
        return List.of(Exchange.get("anonymous", path, plain), Exchange.get("wrong role", path, plain, Exchange.as("eve")),
                Exchange.get("wrong password", path, plain, Exchange.as("bob")), Exchange.get("right user", path, plain, ada),
                Exchange.get("custom policy", path, plain, ada, "X-Weekday: yes"),
                Exchange.get("friend's origin", path, plain, ada, "Origin: " + FRIEND),
                Exchange.get("foreign origin", path, plain, ada, "Origin: https://evil.example"),
                Exchange.get("behind a proxy", path, plain, ada, "X-Forwarded-For: 192.0.2.7"),
                Exchange.get("long field", path, plain, ada, "X-Long: " + "x".repeat(5000)),
                Exchange.get("long target", path + "?" + "x".repeat(1500), plain, ada),
                Exchange.get("strange field", path, plain, ada, "no field"),
                Exchange.get("wish for JSON", path, ada, "Accept: application/json"),
                Exchange.get("last of its connection", path, plain, ada, "Connection: close"),
                new Exchange("preflight", "OPTIONS", path, List.of("Origin: " + FRIEND, "Access-Control-Request-Method: GET")),
                new Exchange("foreign preflight", "OPTIONS", path,
                        List.of("Origin: https://evil.example", "Access-Control-Request-Method: GET")),
                new Exchange("no body", "HEAD", path, List.of(plain, ada)),
                new Exchange("anonymous, no body", "HEAD", path, List.of(plain)),
                new Exchange("write", "POST", path, List.of(plain, ada, "Content-Length: 0")),
                new Exchange("large body", "POST", path, List.of(plain, ada, "Content-Length: 5000")),
                new Exchange("unknown method", "BREW", path, List.of(plain, ada)));
    }

    /** Returns the responses by request; each request is marked for the access log. */
    private static Map<String, Answer> answers(List<Exchange> exchanges, Mode mode, int port) {
        Map<String, Answer> answers = new TreeMap<>();
        for (int i = 0; i < exchanges.size(); i++) {
            answers.put(i + " " + exchanges.get(i), exchanges.get(i).with("X-Case: " + mode + "-" + i).at(port));
        }
        return answers;
    }

    /** Returns the lines of the access log by request. */
    private static Map<String, String> logged(AppProcess app, Mode mode) {
        return app.output().stream().map(LOGGED::matcher)
                .filter(line -> line.find() && line.group(1).equals(mode.name()))
                .collect(Collectors.toMap(line -> line.group(2), line -> line.group(3), (one, other) -> one + " | " + other,
                        TreeMap::new));
    }

    private static Answer overTls(HttpClient client, int port, String path, List<String> fields) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .timeout(AppProcess.LIMIT).header("Accept", "text/plain");
        for (String field : fields) {
            request.header(field.split(": ")[0], field.split(": ")[1]);
        }
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        Map<String, String> headers = response.headers().map().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, field -> String.join(", ", field.getValue())));
        headers.remove(":status");
        return new Answer(response.statusCode(), Exchange.comparable(headers), response.version().toString());
    }

    /** Starts both applications, unless they run already; returns the cluster. */
    private AppProcess start(Mode handoff) {
        if (single == null) {
            single = launch();
        }
        // one after the other: a busy machine starts one in time
        single.awaitLine(LISTENING.pattern());
        AppProcess cluster = CLUSTERS.computeIfAbsent(handoff, this::launch);
        cluster.awaitReady();
        return cluster;
    }

    private AppProcess launch(Mode handoff, String... options) {
        return launch(Stream.concat(Stream.of("-Dquarkus.socketio.cluster.enabled=true", "-Dquarkus.socketio.cluster.workers=2",
                "-Dquarkus.socketio.cluster.management.token=s3cret",
                "-Dquarkus.socketio.cluster.handoff=" + handoff.name().toLowerCase()), Stream.of(options))
                .toArray(String[]::new));
    }

    private AppProcess launch(String... options) {
        return AppProcess.startRepeatedly(results.getResults().get(0).getPath(),
                Stream.concat(keys.options("server").stream(), Stream.of(options)).toArray(String[]::new));
    }

    /** @param number of the port in the line that names them */
    private static int port(AppProcess app, int number) {
        Matcher line = app.awaitLine(LISTENING.pattern());
        return Integer.parseInt(line.group(number));
    }

    /** Rules of Quarkus that are beans of the application. */
    @ApplicationScoped
    public static class Rules implements HttpSecurityPolicy {

        void filter(@Observes Filters filters) {
            filters.register(context -> {
                context.response().putHeader("X-Application", context.request().remoteAddress().hostAddress());
                context.next();
            }, 10);
        }

        void security(@Observes HttpSecurity security) {
            security.path("/ops/vitals/started").roles("user");
        }

        @Override
        public String name() {
            return "weekday";
        }

        @Override
        public Uni<CheckResult> checkPermission(RoutingContext context, Uni<SecurityIdentity> identity,
                AuthorizationRequestContext requestContext) {
            return Uni.createFrom().item(
                    context.request().headers().contains("X-Weekday") ? CheckResult.PERMIT : CheckResult.DENY);
        }
    }
}
