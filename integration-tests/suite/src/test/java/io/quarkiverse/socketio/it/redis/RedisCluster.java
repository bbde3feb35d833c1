package io.quarkiverse.socketio.it.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.NodeScript;

/** Servers with fixture I that share one cluster over Redis, in two languages. Thread: the test's. */
final class RedisCluster implements AutoCloseable {
    /** A server, as scripts know it. */
    record Server(String name, String language, String url, int workers) {
    }

    private final RedisAdapter adapter;
    private final String redis;
    private final String key;
    private final boolean recovery;
    private final List<AutoCloseable> processes = new ArrayList<>();
    private final List<AppProcess> applications = new ArrayList<>();
    private final List<Server> servers = new ArrayList<>();
    private String stranger = "";

    RedisCluster(RedisAdapter adapter, String redis, String key) {
        this(adapter, redis, key, false);
    }

    /** @param recovery whether clients recover their sessions */
    RedisCluster(RedisAdapter adapter, String redis, String key, boolean recovery) {
        this.recovery = recovery;
        this.adapter = adapter;
        this.redis = redis;
        this.key = key;
    }

    /** Adds a server of npm's socket.io. */
    RedisCluster node() {
        NodeServer node = new NodeServer(adapter, redis, key, recovery);
        processes.add(node);
        servers.add(new Server("node" + servers.size(), "node", node.url(), 0));
        return this;
    }

    /** Starts a server on the same Redis whose adapter has another key, so that it is not of this cluster. */
    RedisCluster stranger() {
        NodeServer node = new NodeServer(adapter, redis, key + "-not", false);
        processes.add(node);
        stranger = node.url();
        return this;
    }

    /** Adds servers of this extension, which start at the same time: processes with these numbers of workers, 1 for no cluster. */
    RedisCluster java(List<Integer> workers, String... options) {
        List<AppProcess> started = workers.stream().map(count -> launch(count, options)).toList();
        for (int i = 0; i < started.size(); i++) {
            int count = workers.get(i);
            AppProcess app = started.get(i);
            String port = count > 1 ? Integer.toString(app.awaitReady())
                    : app.awaitLine("Listening on: http://127.0.0.1:(\\d+)").group(1);
            servers.add(new Server("java" + servers.size(), "java", "http://127.0.0.1:" + port, count));
        }
        return this;
    }

    private AppProcess launch(int workers, String... options) {
        List<String> all = new ArrayList<>(List.of("-Dquarkus.profile=i", "-Dquarkus.http.port=0",
                "-Dquarkus.socketio.recovery.enabled=" + recovery, "-Dquarkus.socketio.recovery.max-disconnection-duration=1m",
                "-Dquarkus.socketio.cluster.enabled=" + (workers > 1), "-Dquarkus.socketio.cluster.workers=" + workers));
        all.addAll(adapter.quarkusOptions(redis, key));
        all.addAll(List.of(options));
        AppProcess app = AppProcess.start(AppProcess.packaged("fixtures"), all.toArray(String[]::new));
        processes.add(app);
        applications.add(app);
        return app;
    }

    String family() {
        return adapter.family;
    }

    List<Server> servers() {
        return servers;
    }

    List<AppProcess> applications() {
        return applications;
    }

    /**
     * Runs a script with the URL of the first server and a JSON object with all servers and the kind of the adapter.
     *
     * @param more is added to it, or replaces something of it
     */
    JsonNode run(String script, Map<String, ?> more) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("servers", servers);
        config.put("family", adapter.family);
        config.put("redis", redis);
        config.put("key", key);
        config.put("stranger", stranger);
        config.putAll(more);
        try {
            return NodeScript.run(script, servers.get(0).url(), new ObjectMapper().writeValueAsString(config));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Returns the lines of the logs of our servers with errors. */
    List<String> errors() {
        return applications.stream().flatMap(app -> app.output().stream()).filter(line -> line.contains("ERROR")).toList();
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable process : processes) {
            process.close();
        }
    }
}
