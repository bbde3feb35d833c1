package io.quarkiverse.socketio.runtime.relay;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** The process to which a request is relayed. Thread: the event loop of the client's connection. */
interface Owner {
    /** Opens a request to the owner with the method and target of the client's request; nothing is sent yet. */
    Future<HttpClientRequest> open(HttpServerRequest request);

    /** Returns whether a connection to the owner serves further requests of the client. */
    boolean keeps(HttpConnection connection);

    /** Responds to a request that could not be opened, of which nothing was read; it is paused. */
    void refuse(RoutingContext context, Throwable why);
}
