package io.quarkiverse.socketio.runtime.relay;

import java.nio.file.Path;

import io.quarkiverse.socketio.runtime.http.PausedRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;

/**
 * Relays one WebSocket to the worker that owns its session: after the handshake, the bytes of each side are sent to the other
 * unchanged. The connection to the owner is not reused: it is closed with the client's connection, or after the response of an
 * owner that rejects the handshake.
 * <p>
 * Thread: the event loop of the client's connection.
 */
record RelayedUpgrade(HttpServerRequest request, Vertx vertx) {
    private static final int SWITCHING_PROTOCOLS = 101;

    void start(OwnerClient owners, Path owner) {
        request.pause();
        owners.open(request, owner).onSuccess(this::send).onFailure(gone -> RelayedResponse.refuse(request));
    }

    private void send(HttpClientRequest relayed) {
        HttpConnection owner = relayed.connection();
        MultiMap fields = relayed.headers().addAll(request.headers());
        // Vert.x' client looks for this value alone; Firefox' is a list
        fields.set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
        RelayedRequest.addHost(request, fields);
        relayed.exceptionHandler(broken -> owner.close());
        relayed.connect().onSuccess(answer -> onResponse(answer, owner)).onFailure(gone -> {
            owner.close();
            RelayedResponse.refuse(request);
        });
    }

    private void onResponse(HttpClientResponse answer, HttpConnection owner) {
        if (answer.statusCode() != SWITCHING_PROTOCOLS) {
            boolean last = answer.headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true);
            new RelayedResponse(request, vertx, last).start(answer, whole -> owner.close());
            PausedRequest.resume(request);
            return;
        }
        request.response().headers().setAll(answer.headers());
        request.toNetSocket().onSuccess(client -> join(client, answer.netSocket())).onFailure(no -> {
            owner.close();
            request.connection().close();
        });
    }

    private static void join(NetSocket client, NetSocket owner) {
        pipe(client, owner);
        pipe(owner, client);
    }

    private static void pipe(NetSocket from, NetSocket to) {
        from.pipeTo(to).onFailure(broken -> {
            from.close();
            to.close();
        });
    }
}
