package io.quarkiverse.socketio.runtime.cluster.primary;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.dispatch.LocalPages;
import io.quarkiverse.socketio.runtime.cluster.dispatch.LocalRequest;
import io.quarkiverse.socketio.runtime.cluster.dispatch.Reply;
import io.quarkiverse.socketio.runtime.cluster.link.PageQuestion;
import io.quarkiverse.socketio.runtime.cluster.primary.PrimarySettings.Paths;

/**
 * What the primary answers itself: to clients on the shared port and on the management port, and to workers for requests on the
 * connections that they hold.
 * <p>
 * Thread: the primary's event loop.
 */
final class PrimaryPages {
    private static final String NOTHING_ELSE = "There is nothing here. In a cluster the primary has this port; the routes that the"
            + " application adds to the management interface are not served.";

    private final HealthReport health;
    private final MetricsReport metrics;
    private final ClusterOperations operations;
    private final Paths sharedPaths;

    PrimaryPages(PrimarySettings.Pages settings, WorkerTable table, Orders orders, Survey survey, LongSupplier clock) {
        this.health = new HealthReport(table, survey, settings.minReady(), clock);
        this.metrics = new MetricsReport(table, survey, clock);
        this.operations = new ClusterOperations(table, orders, settings.token());
        this.sharedPaths = settings.shared();
    }

    /** Those on the port that the application has as well. */
    LocalPages shared() {
        return new Pages(sharedPaths, false);
    }

    /** Those on a port where there is nothing else. */
    LocalPages management(Paths paths) {
        return new Pages(paths, true);
    }

    /**
     * Answers a worker that asks for a page.
     *
     * @return false when that question is for no page
     */
    boolean answer(String question, Consumer<String> answer) {
        Optional<PageQuestion> asked = PageQuestion.parse(question);
        asked.ifPresent(page -> shared().answer(new LocalRequest(page.method(), page.target(), page.authorization()),
                reply -> answer.accept(new PageQuestion.Page(reply.code(), reply.contentType(), reply.body()).text())));
        return asked.isPresent();
    }

    /** A worker came or went. */
    void outdate() {
        health.outdate();
    }

    /** That process is gone. */
    void left(int incarnation) {
        metrics.left(incarnation);
    }

    private final class Pages implements LocalPages {
        private final Paths paths;
        private final boolean management;

        Pages(Paths paths, boolean management) {
            this.paths = paths;
            this.management = management;
        }

        @Override
        public boolean has(String method, String target) {
            String path = LocalRequest.pathOf(target);
            return management || ClusterOperations.has(path, paths.cluster())
                    || reads(method) && (healthOf(path) != null || isMetrics(path));
        }

        @Override
        public void answer(LocalRequest request, Consumer<Reply> reply) {
            String path = request.path();
            String kind = healthOf(path);
            if (ClusterOperations.has(path, paths.cluster())) {
                operations.answer(request, paths.cluster(), management, reply);
            } else if (kind == null && !isMetrics(path)) {
                reply.accept(Reply.text("404 Not Found", NOTHING_ELSE));
            } else if (!reads(request.method())) {
                reply.accept(Reply.text("405 Method Not Allowed", path + " is for GET."));
            } else if (kind != null) {
                health.answer(kind, reply);
            } else {
                metrics.answer(reply);
            }
        }

        private boolean isMetrics(String path) {
            return !path.isEmpty() && path.equals(paths.metrics());
        }

        private @Nullable String healthOf(String path) {
            return HealthReport.kindOf(path, paths.health());
        }
    }

    private static boolean reads(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }
}
