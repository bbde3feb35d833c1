package io.quarkiverse.socketio.it.redis;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.it.support.AppProcess;

/** Calls one server, or one worker of it, with fixture I, in either language. Thread: the test's. */
final class ControlClient {
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String url;
    private final int worker;

    /** @param worker 0 for a server without workers */
    ControlClient(String url, int worker) {
        this.url = url;
        this.worker = worker;
    }

    String url() {
        return url;
    }

    /** Whether it is one of our servers. */
    boolean isJava() {
        return !call("info", Map.of()).has("uid");
    }

    JsonNode call(String name, Map<String, ?> arguments) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/ctl/" + name))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(MAPPER.writeValueAsString(arguments)));
            if (worker > 0) {
                request.header("X-Worker", Integer.toString(worker));
            }
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new AssertionError(name + " of " + url + ": " + response.body());
            }
            return MAPPER.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the server has received these server-side events. */
    void awaitServerSide(String event, String calls) {
        await().atMost(AppProcess.LIMIT).until(() -> call("serverSideLog", Map.of("event", event)).path("calls").toString(),
                calls::equals);
    }
}
