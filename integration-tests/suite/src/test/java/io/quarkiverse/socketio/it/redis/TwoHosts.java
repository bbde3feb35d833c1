package io.quarkiverse.socketio.it.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.PlainClient;

/** Two servers of this extension over Redis, with a client each, and events with numbers that the first emits. Thread: the test's. */
final class TwoHosts implements AutoCloseable {
    private final List<AppProcess> apps = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final List<PlainClient> clients = new ArrayList<>();
    private int emitted;

    /** Starts both; {@code options} say where Redis is. */
    TwoHosts(List<String> options) {
        try {
            for (int i = 0; i < 2; i++) {
                List<String> all = new ArrayList<>(List.of("-Dquarkus.profile=i", "-Dquarkus.http.port=0"));
                all.addAll(options);
                apps.add(AppProcess.start(AppProcess.packaged("fixtures"), all.toArray(String[]::new)));
            }
            for (AppProcess app : apps) {
                int port = Integer.parseInt(app.awaitLine("Listening on: http://127.0.0.1:(\\d+)").group(1));
                ports.add(port);
                PlainClient client = new PlainClient(port);
                clients.add(client);
                client.join("/");
                app.await("a socket", () -> client.id("/") != null);
            }
            awaitDelivery();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    AppProcess app(int host) {
        return apps.get(host);
    }

    /** Has the clients of a host join a room. */
    void join(int host, String room) {
        call(host, "socketsJoin", Map.of("rooms", List.of(), "target", List.of(room)));
    }

    /** Emits the next number to all clients. */
    void emit() {
        call(0, "emit", Map.of("event", "n", "args", List.of(emitted++)));
    }

    /** Returns the numbers that the client of a host received. */
    List<Integer> received(int host) {
        return clients.get(host).events("/").stream().map(event -> Integer.valueOf(event.replaceAll("\\D", ""))).toList();
    }

    /** Emits until the client of the other host receives what was emitted just before. */
    void awaitDelivery() {
        app(1).await("an event of the other host", () -> {
            emit();
            int last = emitted - 1;
            return becomes(() -> received(1).contains(last));
        });
    }

    /** Emits some numbers, and waits until the client of the emitting host has them, as without Redis. */
    void emitLocally(int count) {
        for (int i = 0; i < count; i++) {
            emit();
        }
        app(0).await("the events at the emitting host", () -> received(0).size() == emitted);
    }

    int emitted() {
        return emitted;
    }

    private static boolean becomes(BooleanSupplier condition) {
        for (int i = 0; i < 10; i++) {
            if (condition.getAsBoolean()) {
                return true;
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return false;
    }

    /** Returns how many messages of Redis a host ignored. */
    long ignored(int host) {
        return call(host, "adapter", Map.of()).path("received").path("skipped").asLong();
    }

    /** Returns how many messages a host dropped that were for others. */
    long dropped(int host) {
        return call(host, "adapter", Map.of()).path("sent").path("dropped").asLong();
    }

    /** Waits until both hosts say, in their states, that Redis is connected, or that it is not. */
    void awaitConnected(boolean connected) {
        for (int i = 0; i < 2; i++) {
            int host = i;
            app(i).await("Redis " + (connected ? "" : "not ") + "connected",
                    () -> call(host, "adapter", Map.of()).path("state").asText().contains("not connected") != connected);
        }
    }

    /** Returns the number of lines in the log of a host that contain a text. */
    long lines(int host, String text) {
        return app(host).output().stream().filter(line -> line.contains(text)).count();
    }

    private JsonNode call(int host, String name, Map<String, ?> body) {
        return new ControlClient("http://127.0.0.1:" + ports.get(host), 0).call(name, body);
    }

    @Override
    public void close() {
        clients.forEach(PlainClient::close);
        apps.forEach(AppProcess::close);
    }
}
