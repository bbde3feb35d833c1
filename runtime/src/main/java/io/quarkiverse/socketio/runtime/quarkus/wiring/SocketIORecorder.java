package io.quarkiverse.socketio.runtime.quarkus.wiring;

import java.util.List;

import org.eclipse.microprofile.config.ConfigProvider;

import io.quarkiverse.socketio.runtime.config.ServerConfigCheck;
import io.quarkiverse.socketio.runtime.http.ClientFiles;
import io.quarkiverse.socketio.runtime.http.EngineRoute;
import io.quarkiverse.socketio.runtime.http.PipelinedRequests;
import io.quarkus.arc.runtime.BeanContainer;
import io.quarkus.runtime.annotations.Recorder;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.shutdown.ShutdownListener;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** Passes the server's routes and its shutdown listener to Quarkus. */
@Recorder
public class SocketIORecorder {

    public ShutdownListener disconnectOnShutdown() {
        return new DisconnectOnShutdown();
    }

    public Handler<RoutingContext> pipelinedRequests(BeanContainer container) {
        return container.beanInstance(PipelinedRequests.class);
    }

    public Handler<RoutingContext> engineRoute(BeanContainer container) {
        List<String> problems = new ServerConfigCheck(ConfigProvider.getConfig()).problems();
        if (!problems.isEmpty()) {
            throw new ConfigurationException(String.join("; ", problems)); // Quarkus prints its message only
        }
        return container.beanInstance(EngineRoute.class);
    }

    public Handler<RoutingContext> clientFiles(BeanContainer container) {
        return container.beanInstance(ClientFiles.class);
    }
}
