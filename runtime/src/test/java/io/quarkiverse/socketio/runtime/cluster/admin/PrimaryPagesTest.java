package io.quarkiverse.socketio.runtime.cluster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.netty.channel.embedded.EmbeddedChannel;
import io.quarkiverse.socketio.runtime.cluster.dispatch.PrimaryResponse;
import io.quarkiverse.socketio.runtime.cluster.link.Query;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply;
import io.quarkiverse.socketio.runtime.cluster.link.QueryReply.Page;
import io.quarkiverse.socketio.runtime.cluster.settings.HealthPaths;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimaryPaths;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Identity;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Listen;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Pages;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.Backoff;
import io.quarkiverse.socketio.runtime.cluster.supervision.RestartPolicy.CrashLimit;
import io.quarkiverse.socketio.runtime.cluster.supervision.SupervisionSettings;
import io.quarkiverse.socketio.runtime.cluster.supervision.TableEvent;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/** Tests the pages that workers may request, and those that clients get from the primary itself. No worker is ready. */
class PrimaryPagesTest {
    private static final Listen MANAGEMENT = new Listen("127.0.0.1", 9000, Listen.NONE, false, 1);
    private static final List<String> TOLD_BY_WORKERS = List.of("/q/metrics", "/q/socketio/cluster",
            "/q/socketio/cluster/restart",
            "/", "/q/health/other", "", "*");

    private static final MetricsReport.SessionCounts SESSIONS = new MetricsReport.SessionCounts() {
        @Override
        public int count() {
            return 2;
        }

        @Override
        public long bytes() {
            return 464;
        }

        @Override
        public long dropped() {
            return 1;
        }
    };

    private final WorkerTable table = new WorkerTable(new SupervisionSettings(1,
            new RestartPolicy(true, new Backoff(Duration.ofSeconds(1),
                    Duration.ofSeconds(30), Duration.ofSeconds(30)),
                    new CrashLimit(10, Duration.ofHours(1), 5, Duration.ofSeconds(60))),
            new SupervisionSettings.Limits(Duration.ofSeconds(60), Duration.ofSeconds(600), Duration.ofSeconds(30)),
            SupervisionSettings.Checks.NONE), () -> 0);
    private final EmbeddedChannel loop = new EmbeddedChannel();

    @Test
    void clientsGetTheHealthStatusOnly() {
        PrimaryPages pages = pages(null, true);
        assertThat(TOLD_BY_WORKERS).allMatch(target -> pages.onApplicationPort().page(target) == null)
                .allMatch(target -> pages.onManagementPort().page(target) == null);
        List<PrimaryResponse> replies = new ArrayList<>();
        for (String target : List.of("/q/health", "/q/health/live?x=y", "/q/health/group/mine")) {
            pages.onApplicationPort().page(target).thenAccept(replies::add);
        }
        assertThat(replies).containsExactly(
                PrimaryResponse.json("503 Service Unavailable", "{\"status\":\"DOWN\",\"checks\":[]}"),
                PrimaryResponse.json("200 OK", "{\"status\":\"UP\",\"checks\":[]}"),
                PrimaryResponse.json("503 Service Unavailable", "{\"status\":\"DOWN\",\"checks\":[]}"));
    }

    @Test
    void healthIsOnOnePort() {
        PrimaryPages separate = pages(MANAGEMENT, false);
        assertThat(separate.onManagementPort().page("/q/health")).isNotNull();
        assertThat(separate.onApplicationPort().page("/q/health")).isNull();
        PrimaryPages shared = pages(MANAGEMENT, true);
        assertThat(shared.onManagementPort().page("/q/health")).isNull();
        assertThat(shared.onApplicationPort().page("/q/health")).isNotNull();
    }

    @Test
    void workersGetAllPages() {
        PrimaryPages pages = pages(null, true);
        assertThat(ask(pages, "/q/health").body())
                .startsWith("{\"status\":\"DOWN\",\"checks\":[{\"name\":\"cluster worker 1\"");
        assertThat(ask(pages, "/q/metrics").body()).contains("socketio_cluster_workers");
        assertThat(ask(pages, "/q/socketio/cluster").status()).as("the state needs the token").isEqualTo(403);
        assertThat(ask(pages(MANAGEMENT, false), "/q/socketio/cluster").status()).as("on the management port").isEqualTo(200);
        assertThat(ask(pages, "/q/other").status()).isEqualTo(404);
    }

    @Test
    void metricsIncludeTheSizeOfSavedSessions() {
        assertThat(ask(pages(null, true), "/q/metrics").body()).contains("socketio_cluster_saved_sessions 2\n",
                "socketio_cluster_saved_session_bytes 464\n",
                "socketio_cluster_saved_sessions_dropped_total 1\n");
    }

    private static Page ask(PrimaryPages pages, String target) {
        return pages.respond(new Query.Page("GET", target, "")).toCompletableFuture().getNow(null);
    }

    private PrimaryPages pages(@Nullable Listen management, boolean healthOnApplicationPort) {
        table.on(new TableEvent.Start(), 0);
        PrimaryPaths paths = new PrimaryPaths(
                new HealthPaths("/q/health", "/q/health/live", "", "", "", "/q/health/group"), "/q/metrics",
                "/q/socketio/cluster");
        Pages settings = new Pages(paths, management, healthOnApplicationPort, 0, "");
        ClusterStatus status = new ClusterStatus(table, new Identity("app 1.0", "host"),
                new ClusterAccess(settings, new SecureRandom(), () -> 0), () -> 0);
        return new PrimaryPages(settings, new PrimaryPages.Subjects(table, status, SESSIONS),
                new AdminCommands(table, null, status),
                new ScatterGather(loop.eventLoop(), PrimaryPagesTest::refuseQuery), () -> 0);
    }

    private static <R extends QueryReply> @Nullable CompletableFuture<R> refuseQuery(int incarnation, Query<R> query) {
        return null;
    }
}
