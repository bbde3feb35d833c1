package io.quarkiverse.socketio.deployment.dev;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

import org.jboss.logging.Logger;

import io.quarkus.bootstrap.BootstrapException;

/**
 * The worker processes of dev mode, over all reloads: builds the application in the background, starts the cluster after the
 * first build and replaces its workers after each further one. Changes during a build cause one more build.
 * <p>
 * Thread: {@link #changed} from any; builds on one of its own, which ends with the object.
 */
final class DevWorkers implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("io.quarkiverse.socketio.cluster");
    private static final int SECONDS_TO_CLOSE = 15;
    private static final double NANOS_PER_SECOND = 1e9;

    /** What is built and started. */
    record Application(WorkerBuild.Sources sources, int workers, List<String> options) {
    }

    private final Application application;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread created = new Thread(task, "socketio-dev-workers");
        created.setDaemon(true);
        return created;
    });
    private volatile CompletableFuture<Integer> port = new CompletableFuture<>();
    private WorkerBuild build;
    private WorkerCluster cluster;

    DevWorkers(Application application) {
        this.application = application;
    }

    Application application() {
        return application;
    }

    /**
     * Returns the port that the workers of the current classes serve; completes when they are ready, and fails with the reason
     * if they cannot be built or started.
     */
    CompletionStage<Integer> port() {
        return port;
    }

    /** Builds the application and replaces the workers. */
    synchronized void changed() {
        if (thread.isShutdown()) {
            return;
        }
        CompletableFuture<Integer> overtaken = port;
        CompletableFuture<Integer> next = new CompletableFuture<>();
        port = next;
        next.whenComplete((number, failure) -> {
            if (failure == null) {
                overtaken.complete(number);
            } else {
                overtaken.completeExceptionally(failure);
            }
        });
        long begin = System.nanoTime();
        thread.execute(() -> {
            if (port == next) { // otherwise a later task builds the classes of now
                update(next, begin);
            }
        });
    }

    private void update(CompletableFuture<Integer> result, long begin) {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try {
            update(serving -> {
                LOG.infof("Worker processes serve the current classes, %.1f s after the change",
                        (System.nanoTime() - begin) / NANOS_PER_SECOND);
                result.complete(serving);
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            result.completeExceptionally(e);
        } catch (Exception | LinkageError e) { // of any step of the build
            LOG.error("The worker processes do not have the current classes", e);
            result.completeExceptionally(e);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private void update(IntConsumer onServing) throws IOException, BootstrapException, InterruptedException {
        if (build == null) {
            build = new WorkerBuild(application.sources());
        }
        Path jar = build.build();
        WorkerCluster current = cluster;
        if (current != null && current.isAlive()) {
            current.replaceWorkers(() -> onServing.accept(current.port()));
        } else {
            WorkerCluster started = WorkerCluster.start(jar, application.workers(), application.options(), this::onExit);
            cluster = started;
            onServing.accept(started.port());
        }
        build.deleteEarlier();
    }

    private void onExit() {
        LOG.warn("The cluster of dev mode has ended, and is started again");
        changed();
    }

    /** Ends the worker processes, and waits until they have ended, but not long for a build that is under way. */
    @Override
    public void close() {
        stopBuilding();
        try {
            if (!thread.awaitTermination(SECONDS_TO_CLOSE, TimeUnit.SECONDS)) {
                LOG.debug("A build of the worker processes is under way");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void stopBuilding() {
        thread.execute(() -> {
            if (cluster != null) {
                cluster.close();
            }
            if (build != null) {
                build.close();
            }
        });
        thread.shutdown();
        port.completeExceptionally(new IOException("Dev mode has ended"));
    }
}
