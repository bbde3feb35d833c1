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
 * Counts the requests that are being answered, and lets connections end without harm: once asked to, each answer is the last of
 * its connection and says so, so that a client opens another connection for its next request instead of meeting a closed one.
 * Clients of HTTP/2 are told by GOAWAY at once, which refuses none of their streams (RFC 9113, section 6.8).
 * <p>
 * Thread: the event loop of the request; the counters from any.
 */
public final class HttpDrain implements Handler<RoutingContext> {
    private final AtomicInteger inFlight = new AtomicInteger();
    private final LongAdder answered = new LongAdder();
    private final Set<HttpConnection> multiplexed = ConcurrentHashMap.newKeySet();
    private volatile boolean leaving;

    public int inFlight() {
        return inFlight.get();
    }

    public long answered() {
        return answered.sum();
    }

    /** From now on each answer is the last of its connection. */
    public void leave() {
        leaving = true;
        multiplexed.forEach(HttpDrain::goAway);
    }

    private static void goAway(HttpConnection connection) {
        connection.goAway(0, Integer.MAX_VALUE);
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.version() == HttpVersion.HTTP_2) {
            remember(request.connection());
        }
        // a WebSocket is no request that ends: whoever holds it counts it
        if (!request.headers().contains(HttpHeaders.UPGRADE)) {
            inFlight.incrementAndGet();
            context.addHeadersEndHandler(headers -> announceEnd(request));
            context.addEndHandler(ended -> {
                inFlight.decrementAndGet();
                answered.increment();
                endIfLast(context);
            });
        }
        context.next();
    }

    private void remember(HttpConnection connection) {
        if (multiplexed.add(connection)) {
            // the connection has one handler for its end, and it is not ours
            ((ConnectionBase) connection).channel().closeFuture().addListener(closed -> multiplexed.remove(connection));
            if (leaving) {
                goAway(connection);
            }
        }
    }

    private void announceEnd(HttpServerRequest request) {
        if (leaving && request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /**
     * Only a connection whose client was told, by {@link #announceEnd} or another; the others serve at least one request more.
     */
    private static void endIfLast(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.version() != HttpVersion.HTTP_2
                && request.response().headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)) {
            LingeringClose.of(request, context.vertx());
        }
    }
}
