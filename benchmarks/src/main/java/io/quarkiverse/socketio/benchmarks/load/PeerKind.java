package io.quarkiverse.socketio.benchmarks.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.socketio.benchmarks.peers.NettySocketIOServer;
import io.quarkiverse.socketio.benchmarks.peers.RawNettyServer;
import io.quarkiverse.socketio.benchmarks.peers.RawVertxServer;

/**
 * A kind of server that scenarios compare, by its name in options and reports.
 *
 * @param command without the pinning to processors; has {@link #PORT} in it
 * @param ready a part of the line that the server prints when it is ready
 * @param readyLines how many such lines it prints before it is ready
 */
record PeerKind(String name, List<String> command, String ready, String namespace, int readyLines) {
    static final String PORT = "%PORT%";
    static final String FLOOR = "floor-netty";
    static final String BARE = "bare";
    static final String OURS = "ours";
    /** In place of {@link #OURS}: that of another build. */
    static final String BEFORE = "before";
    /** The end of the names of peers with virtual threads. */
    static final String VIRTUAL_THREAD = "-virtual-thread";

    static PeerKind of(String name, Options options) {
        return switch (name.replaceAll("\\d", "").replace(BEFORE, OURS)) {
            case FLOOR -> java(name, RawNettyServer.class, options);
            case "floor-vertx" -> java(name, RawVertxServer.class, options);
            case "netty-socketio" -> java(name, NettySocketIOServer.class, options);
            case "node", "node-x" -> node(name, options);
            case BARE -> bare(options);
            case OURS -> ours(name, "/", options);
            case "ours-event-loop" -> ours(name, "/event-loop", options);
            case "ours-worker-thread" -> ours(name, "/worker-thread", options);
            case OURS + VIRTUAL_THREAD -> ours(name, "/virtual-thread", options);
            case "ours-x" -> ours(name, "/", options);
            case "ours-x-proxy" -> ours(name, "/", options, "-Dquarkus.socketio.cluster.handoff=proxy");
            default -> throw new LoadException("there is no peer " + name);
        };
    }

    private static int workers(String name) {
        String digits = name.replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    private static PeerKind java(String name, Class<?> server, Options options) {
        List<String> command = jvm(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), server.getName(), PORT));
        return new PeerKind(name, command, "ready", "/", 1);
    }

    private static PeerKind node(String name, Options options) {
        String script = options.nodeHome().resolve("server.mjs").toString();
        return new PeerKind(name, List.of("node", script, PORT, "" + workers(name)), "ready", "/", 1);
    }

    private static PeerKind ours(String name, String namespace, Options options, String... more) {
        int workers = workers(name);
        List<String> command = jvm(options);
        command.add("-Dquarkus.http.port=" + PORT);
        if (workers > 0) {
            command.add("-Dquarkus.socketio.cluster.enabled=true");
            command.add("-Dquarkus.socketio.cluster.workers=" + workers);
        }
        command.addAll(List.of(more));
        Path application = name.startsWith(BEFORE) ? options.before()
                : options.module().resolve("application/target/quarkus-app/quarkus-run.jar");
        command.addAll(List.of("-jar", application.toString()));
        return new PeerKind(name, command, workers > 0 ? "is ready" : "Listening on", namespace, Math.max(1, workers));
    }

    /** An application without this extension. */
    private static PeerKind bare(Options options) {
        Path application = options.module().resolve("bare/target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(application)) {
            throw new LoadException("there is no " + application + ": build it with ./mvnw -f benchmarks/bare package");
        }
        List<String> command = jvm(options);
        command.addAll(List.of("-Dquarkus.http.port=" + PORT, "-jar", application.toString()));
        return new PeerKind(BARE, command, "Listening on", "/", 1);
    }

    private static List<String> jvm(Options options) {
        List<String> command = new ArrayList<>(List.of(options.jdk().resolve("bin/java").toString()));
        command.addAll(options.jvmOptions());
        return command;
    }
}
