package io.quarkiverse.socketio.it.cluster;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkiverse.socketio.runtime.cluster.worker.WorkerAgent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Each answer names the worker that gave it. */
@ApplicationScoped
public class Routes {
    private static final String SEAT = System.getenv().getOrDefault("CLUSTER_WORKER_ID", "none");

    void add(@Observes Router router) {
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
