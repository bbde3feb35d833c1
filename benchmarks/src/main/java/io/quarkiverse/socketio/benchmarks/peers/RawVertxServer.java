package io.quarkiverse.socketio.benchmarks.peers;

import java.nio.charset.StandardCharsets;
import java.util.Collection;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;

/** The {@link Floor} on Vert.x, with its native transport and one event loop. {@code java RawVertxServer <port>} */
public final class RawVertxServer {
    private final Floor floor = new Floor(RawVertxServer::broadcast);

    private RawVertxServer() {
    }

    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(Integer.parseInt(args[0])))
                .requestHandler(new RawVertxServer()::request).listen().onSuccess(server -> System.out.println("ready"))
                .onFailure(Throwable::printStackTrace);
    }

    private static void broadcast(Collection<Floor.Session> to, ByteBuf packet) {
        String text = packet.toString(StandardCharsets.UTF_8);
        packet.release();
        for (Floor.Session session : to) {
            ((WebSocket) session.out()).socket.writeTextMessage(text);
        }
    }

    private void request(HttpServerRequest request) {
        String sid = request.getParam("sid");
        if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            request.toWebSocket().onSuccess(socket -> new WebSocket(socket, floor.session(sid)));
        } else if (HttpMethod.GET.equals(request.method())) {
            floor.session(sid).poll(answer -> respond(request, answer));
        } else {
            request.bodyHandler(body -> {
                floor.session(sid).post(body.getByteBuf());
                respond(request, "ok");
            });
        }
    }

    private static void respond(HttpServerRequest request, String text) {
        request.response().putHeader("Content-Type", "text/plain; charset=UTF-8").end(text);
    }

    private static final class WebSocket implements Floor.WebSocketOut {
        private final ServerWebSocket socket;

        WebSocket(ServerWebSocket socket, Floor.Session session) {
            this.socket = socket;
            socket.frameHandler(frame -> {
                if (frame.isText()) {
                    session.text(frame.binaryData().getByteBuf(), this);
                } else if (frame.isBinary()) {
                    session.binary(frame.binaryData().getByteBuf());
                }
            });
            socket.closeHandler(closed -> session.closed());
            session.webSocket(this);
        }

        @Override
        public void text(ByteBuf packet) {
            String text = packet.toString(StandardCharsets.UTF_8);
            packet.release();
            socket.writeTextMessage(text);
        }

        @Override
        public void binary(ByteBuf data) {
            socket.writeBinaryMessage(Buffer.buffer(data));
        }
    }
}
