package io.quarkiverse.socketio.runtime.quarkus.endpoint;

import java.util.List;

import jakarta.inject.Singleton;

import io.quarkiverse.socketio.runtime.socketio.ServerImpl;
import io.quarkiverse.socketio.runtime.socketio.dispatch.Middleware;
import io.quarkiverse.socketio.runtime.socketio.dispatch.NamespaceHandlers;
import io.quarkiverse.socketio.spi.EventInterceptor;
import io.quarkiverse.socketio.spi.NamespaceMiddleware;
import io.quarkus.arc.All;

/**
 * The application's middleware and interceptor beans, registered with the namespaces in the order of their priority.
 * <p>
 * Thread: any; immutable.
 */
@Singleton
public class NamespaceBeans {
    private final List<NamespaceMiddleware> middlewares;
    private final List<EventInterceptor> interceptors;

    NamespaceBeans(@All List<NamespaceMiddleware> middlewares, @All List<EventInterceptor> interceptors) {
        this.middlewares = middlewares;
        this.interceptors = interceptors;
    }

    public void register(ServerImpl server) {
        server.inEachNamespace(this::register);
    }

    private void register(String namespace, NamespaceHandlers handlers) {
        middlewares.stream().filter(bean -> bean.appliesTo(namespace))
                .forEach(bean -> handlers.use(Middleware.onEventLoop(bean::onHandshake)));
        interceptors.stream().filter(bean -> bean.appliesTo(namespace)).forEach(handlers::intercept);
    }
}
