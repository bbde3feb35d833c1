package io.quarkiverse.socketio.runtime.quarkus.wiring;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import jakarta.enterprise.inject.Any;

import org.jboss.logging.Logger;

import io.quarkiverse.socketio.runtime.engineio.EngineServer;
import io.quarkiverse.socketio.runtime.quarkus.cluster.OtherClients;
import io.quarkiverse.socketio.runtime.quarkus.context.QuarkusHandlerExecutor;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.quarkus.runtime.shutdown.ShutdownListener;

/**
 * Disconnects all clients when the application stops, and waits for their handlers: before the HTTP server stops, which would
 * close the WebSockets with another code, and before the application's beans are destroyed, which handlers use.
 * <p>
 * Thread: the one that stops the application; blocks for a bounded time.
 */
public final class DisconnectOnShutdown implements ShutdownListener {
    private static final Logger LOG = Logger.getLogger(DisconnectOnShutdown.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Override
    public void shutdown(ShutdownNotification notification) {
        ArcContainer beans = Arc.container();
        try {
            if (beans != null) { // otherwise the application has not started
                CompletableFuture<?>[] closed = Stream.concat(
                        beans.select(OtherClients.class, Any.Literal.INSTANCE).stream().map(OtherClients::close),
                        Stream.of(beans.instance(EngineServer.class).get().close()))
                        .map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new);
                CompletableFuture.allOf(closed).get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
                beans.instance(QuarkusHandlerExecutor.class).get().awaitIdle(TIMEOUT);
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("Not all clients could be disconnected within %d s", TIMEOUT.toSeconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            notification.done();
        }
    }
}
