package io.quarkiverse.socketio.it.cluster;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.SSLSession;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Test routes whose responses name the worker that served them. */
@ApplicationScoped
public class Routes {
    private static final String RELAYED = "/socket.io/app";
    private static final String SEAT = System.getenv().getOrDefault("CLUSTER_WORKER_ID", "none");

    void add(@Observes Router router) {
        // all of it below Socket.IO's path too, where requests are relayed; behind the filters that relay
        router.route(RELAYED + "/*").order(-1000)
                .handler(context -> context.reroute(context.normalizedPath().substring(RELAYED.length())));
        router.get("/facts").handler(this::facts);
        router.get("/who").handler(this::who);
        router.get("/echo/:text").handler(context -> answer(context, context.pathParam("text")));
        router.post("/digest").handler(this::digest);
        router.get("/environment/:name")
                .handler(context -> answer(context, System.getenv().getOrDefault(context.pathParam("name"), "")));
        router.get("/hang").handler(this::hang);
        router.get("/memory/exhaust").handler(this::exhaustMemory);
        router.get("/ws").handler(this::webSocket);
        router.get("/workers").handler(context -> answer(context, WorkerAgent.current().orElseThrow().workers().toString()));
    }

    private void who(RoutingContext context) {
        answer(context, ProcessHandle.current().pid() + " " + SEAT + " " + context.request().remoteAddress().hostAddress());
    }

    /** What a request shows of its connection. */
    private void facts(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpConnection connection = request.connection();
        SSLSession tls = request.sslSession();
        answer(context, String.join(" ", "remote=" + request.remoteAddress(), "of=" + connection.remoteAddress(),
                "local=" + request.localAddress(), "uri=" + request.absoluteURI(), "ssl=" + request.isSSL(),
                "host=" + request.getHeader("Host"), "sni=" + connection.indicatedServerName(),
                "tls=" + (tls == null ? "none" : tls.getProtocol() + "/" + tls.getCipherSuite()), "user=" + user(context)));
    }

    private static String user(RoutingContext context) {
        return context.user() instanceof QuarkusHttpUser user ? user.getSecurityIdentity().getPrincipal().getName() : "none";
    }

    private void hang(RoutingContext context) {
        System.out.println("hanging");
        context.response().closeHandler(closed -> System.out.println("hung up"));
    }

    /** On a thread of its own, so that nothing but the JVM itself notices. */
    private void exhaustMemory(RoutingContext context) {
        new Thread(() -> {
            List<byte[]> held = new ArrayList<>();
            try {
                while (true) {
                    held.add(new byte[1 << 20]);
                }
            } catch (OutOfMemoryError e) {
                int megabytes = held.size();
                held.clear();
                System.out.println("out of memory after " + megabytes + " MB");
                context.vertx().runOnContext(v -> answer(context, Integer.toString(megabytes)));
            }
        }, "exhaust").start();
    }

    private void digest(RoutingContext context) {
        HttpServerRequest request = context.request();
        MessageDigest digest = sha256();
        AtomicLong length = new AtomicLong();
        request.handler(chunk -> {
            digest.update(chunk.getBytes());
            length.addAndGet(chunk.length());
        });
        request.endHandler(end -> answer(context, length + " " + HexFormat.of().formatHex(digest.digest())));
    }

    private void webSocket(RoutingContext context) {
        context.request().toWebSocket().onSuccess(Routes::echo);
    }

    private static void echo(ServerWebSocket socket) {
        socket.writeTextMessage(ProcessHandle.current().pid() + " " + SEAT);
        socket.textMessageHandler(socket::writeTextMessage);
    }

    private static void answer(RoutingContext context, String text) {
        context.response().putHeader("worker", SEAT).end(Buffer.buffer(text));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
