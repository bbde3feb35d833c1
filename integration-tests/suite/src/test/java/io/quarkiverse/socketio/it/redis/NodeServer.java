package io.quarkiverse.socketio.it.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.it.support.NodeScript;

/** Runs fixture I as npm's socket.io serves it, with one of its Redis adapters, as a process that ends with this one. Thread: the test's. */
final class NodeServer implements AutoCloseable {
    private final Process process;
    private final int port;

    /**
     * Starts a server.
     *
     * @param recovery whether clients recover their sessions
     */
    NodeServer(RedisAdapter adapter, String redis, String key, boolean recovery) {
        try {
            String config = new ObjectMapper().writeValueAsString(
                    Map.of("adapter", adapter.npm, "redis", redis, "options", adapter.npmOptions(key)));
            ProcessBuilder builder = new ProcessBuilder("node", "control-server.mjs", config)
                    .directory(NodeScript.home().toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("CSR", recovery ? "1" : "0");
            builder.environment().put("CSR_MILLIS", "60000");
            process = builder.start();
            String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            if (line == null) {
                throw new AssertionError("the Node server did not start");
            }
            port = Integer.parseInt(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
