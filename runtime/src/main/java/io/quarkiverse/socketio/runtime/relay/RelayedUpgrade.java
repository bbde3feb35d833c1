package io.quarkiverse.socketio.runtime.relay;

import io.quarkiverse.socketio.runtime.http.PausedRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Relays one WebSocket to the process that owns its session: after the handshake, the bytes of each side are sent to the other
 * unchanged. The connection to the owner is not reused: it is closed with the client's connection, or after the response of an
 * owner that rejects the handshake.
 * <p>
 * Thread: the event loop of the client's connection.
 */
record RelayedUpgrade(RoutingContext context, Owner owner) {
    private static final int SWITCHING_PROTOCOLS = 101;

    void start() {
        request().pause();
        owner.open(request()).onSuccess(this::send).onFailure(why -> owner.refuse(context, why));
    }

    private HttpServerRequest request() {
        return context.request();
    }

    private void send(HttpClientRequest relayed) {
        HttpConnection connection = relayed.connection();
        HttpServerRequest request = request();
        MultiMap fields = relayed.headers().addAll(request.headers());
        // Vert.x' client looks for this value alone; Firefox' is a list
        fields.set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
        RelayedRequest.addHost(request, fields);
        relayed.exceptionHandler(broken -> connection.close());
        relayed.connect().onSuccess(answer -> onResponse(answer, connection)).onFailure(gone -> {
            connection.close();
            RelayedResponse.refuse(request, RelayedResponse.BAD_GATEWAY);
        });
    }

    private void onResponse(HttpClientResponse answer, HttpConnection connection) {
        HttpServerRequest request = request();
        if (answer.statusCode() != SWITCHING_PROTOCOLS) {
            boolean last = answer.headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true);
            new RelayedResponse(request, context.vertx(), last).start(answer, whole -> connection.close());
            PausedRequest.resume(request);
            return;
        }
        request.response().headers().setAll(answer.headers());
        request.toNetSocket().onSuccess(client -> SocketPipe.join(client, answer.netSocket())).onFailure(no -> {
            connection.close();
            request.connection().close();
        });
    }
}
