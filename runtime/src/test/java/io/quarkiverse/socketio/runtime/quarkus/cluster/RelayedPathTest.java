package io.quarkiverse.socketio.runtime.quarkus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.netty.util.AttributeKey;
import io.quarkiverse.socketio.runtime.cluster.handoff.ChannelAdoption;
import io.quarkiverse.socketio.runtime.engineio.SessionId;
import io.quarkiverse.socketio.runtime.relay.OwnerClient;
import io.quarkiverse.socketio.runtime.relay.RelayHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;

/** Tests what is reached over a connection that another host or worker relays. */
class RelayedPathTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() throws Exception {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private int listen(boolean relayed) throws Exception {
        Router router = Router.router(vertx);
        router.route()
                .handler(new RelayHandler(new SidAffinity("/socket.io"), new Alone(), new OwnerClient(vertx, false), null));
        router.route("/socket.io/app/*").handler(context -> context.reroute("/orders"));
        router.route().handler(context -> context.response().end("served"));
        return get(vertx.createHttpServer().connectionHandler(connection -> {
            if (relayed) {
                ((ConnectionBase) connection).channel()
                        .attr(AttributeKey.<Boolean> valueOf(ChannelAdoption.class, "relayed")).set(true);
            }
        }).requestHandler(router).listen(0, "127.0.0.1")).actualPort();
    }

    private static final class Alone implements RelayHandler.Peers {
        @Override
        public @Nullable Path socketOf(int incarnation) {
            return null;
        }

        @Override
        public String describe(int incarnation) {
            return "worker 1";
        }

        @Override
        public int self() {
            return 1;
        }
    }

    private static int status(int port, String target) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void onlyTheSessionsAreReachedOverARelayedConnection() throws Exception {
        String sid = SessionId.next(1);
        int relayed = listen(true);
        assertThat(status(relayed, "/socket.io/?EIO=4&transport=polling&sid=" + sid)).isEqualTo(200);
        assertThat(status(relayed, "/q/health")).isEqualTo(404);
        assertThat(status(relayed, "/orders?sid=" + sid)).isEqualTo(404);
        assertThat(status(relayed, "/socket.io/")).isEqualTo(404);
        int own = listen(false);
        assertThat(status(own, "/q/health")).isEqualTo(200);
    }

    @Test
    void anApplicationMayRerouteWhatIsRelayed() throws Exception {
        assertThat(status(listen(true), "/socket.io/app/orders?sid=" + SessionId.next(1))).isEqualTo(200);
    }
}
