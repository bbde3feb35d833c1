package io.quarkiverse.socketio.runtime.cluster.admin;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.socketio.runtime.cluster.dispatch.LocalPages;
import io.quarkiverse.socketio.runtime.cluster.dispatch.LocalRequest;
import io.quarkiverse.socketio.runtime.cluster.dispatch.Reply;
import io.quarkiverse.socketio.runtime.cluster.link.PageQuestion;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.HealthPaths;
import io.quarkiverse.socketio.runtime.cluster.settings.PrimarySettings.Paths;
import io.quarkiverse.socketio.runtime.cluster.supervision.WorkerTable;

/**
 * Health and metrics of the cluster, its state, and orders. Workers ask for them when a client asks a worker, after all that
 * Quarkus does for a request: who may see them is decided there. The primary itself tells clients whether the cluster is up,
 * while no worker can.
 * <p>
 * Thread: the primary's event loop.
 */
public final class PrimaryPages {
    private final HealthReport health;
    private final MetricsReport metrics;
    private final ClusterOperations operations;
    private final PrimarySettings.Pages settings;

    /** What is shown. */
    public record Subjects(WorkerTable workers, MetricsReport.SessionCounts sessions) {
    }

    public PrimaryPages(PrimarySettings.Pages settings, Subjects subjects, Orders orders, ScatterGather workers,
            LongSupplier clock) {
        this.health = new HealthReport(subjects.workers(), workers, settings.minReady(), clock);
        this.metrics = new MetricsReport(subjects.workers(), subjects.sessions(), workers, clock);
        this.operations = new ClusterOperations(subjects.workers(), orders, settings.token());
        this.settings = settings;
    }

    /** For clients on the port that the application has as well. */
    public LocalPages shared() {
        return new BriefHealth(settings.healthIsShared() ? settings.paths().health() : HealthPaths.NONE);
    }

    /** For clients on the management port. */
    public LocalPages management() {
        return new BriefHealth(settings.healthIsShared() ? HealthPaths.NONE : settings.paths().health());
    }

    /**
     * Answers a worker that asks for a page.
     *
     * @return false when that question is for no page
     */
    public boolean answer(String question, Consumer<String> answer) {
        Optional<PageQuestion> asked = PageQuestion.parse(question);
        asked.ifPresent(page -> answer(new LocalRequest(page.method(), page.target(), page.authorization()),
                reply -> answer.accept(new PageQuestion.Page(reply.code(), reply.contentType(), reply.body()).text())));
        return asked.isPresent();
    }

    private void answer(LocalRequest request, Consumer<Reply> reply) {
        Paths paths = settings.paths();
        String path = request.path();
        String kind = HealthReport.kindOf(path, paths.health());
        if (ClusterOperations.has(path, paths.cluster())) {
            operations.answer(request, paths.cluster(), settings.management() != null, reply);
        } else if (kind != null) {
            health.answer(kind, reply);
        } else if (!path.isEmpty() && path.equals(paths.metrics())) {
            metrics.answer(reply);
        } else {
            reply.accept(Reply.text("404 Not Found", "The primary knows no " + path + "."));
        }
    }

    /** A worker came or went. */
    public void outdate() {
        health.outdate();
    }

    /** That process is gone. */
    public void left(int incarnation) {
        metrics.left(incarnation);
    }

    private final class BriefHealth implements LocalPages {
        private final HealthPaths paths;

        BriefHealth(HealthPaths paths) {
            this.paths = paths;
        }

        @Override
        public boolean has(String target) {
            return kindOf(target) != null;
        }

        @Override
        public void answer(String target, Consumer<Reply> reply) {
            String kind = kindOf(target);
            if (kind != null) {
                health.answerBriefly(kind, reply);
            }
        }

        private @Nullable String kindOf(String target) {
            return HealthReport.kindOf(LocalRequest.pathOf(target), paths);
        }
    }
}
