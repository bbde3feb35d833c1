package io.quarkiverse.socketio.runtime.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/**
 * Counts the HTTP requests in flight, and closes connections in good order when the worker drains: from then on each response
 * is the last of its connection and has {@code Connection: close}, so that clients open a new connection for their next request
 * instead of meeting a closed one. Connections of HTTP/2 get a GOAWAY at once, which refuses none of their streams (RFC 9113,
 * section 6.8).
 * <p>
 * Thread: the event loop of the request; the counters any.
 */
public final class HttpDrain implements Handler<RoutingContext> {
    private final AtomicInteger inFlight = new AtomicInteger();
    private final LongAdder answered = new LongAdder();
    private final Set<HttpConnection> multiplexed = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    /** Returns the number of requests that are being served; WebSockets are not counted. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Returns the number of requests served so far. */
    public long answered() {
        return answered.sum();
    }

    /** Makes each response the last of its connection from now on. */
    public void start() {
        draining = true;
        multiplexed.forEach(HttpDrain::goAway);
    }

    private static void goAway(HttpConnection connection) {
        connection.goAway(0, Integer.MAX_VALUE);
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.version() == HttpVersion.HTTP_2) {
            track(request.connection());
        }
        // a WebSocket is counted by the session that owns it
        if (!request.headers().contains(HttpHeaders.UPGRADE)) {
            inFlight.incrementAndGet();
            context.addHeadersEndHandler(headers -> announceClose(request));
            context.addEndHandler(ended -> {
                inFlight.decrementAndGet();
                answered.increment();
                closeIfLast(context);
            });
        }
        context.next();
    }

    private void track(HttpConnection connection) {
        if (multiplexed.add(connection)) {
            // the connection's only close handler belongs to others
            ((ConnectionBase) connection).channel().closeFuture().addListener(closed -> multiplexed.remove(connection));
            if (draining) {
                goAway(connection);
            }
        }
    }

    private void announceClose(HttpServerRequest request) {
        if (draining && request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /**
     * Closes the connection if its response announced it; responses whose head was sent before the drain leave it open for one
     * more request.
     */
    private static void closeIfLast(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.version() != HttpVersion.HTTP_2
                && request.response().headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)) {
            LingeringClose.start(request, context.vertx());
        }
    }
}
