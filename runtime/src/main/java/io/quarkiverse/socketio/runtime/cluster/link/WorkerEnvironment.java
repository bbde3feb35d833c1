package io.quarkiverse.socketio.runtime.cluster.link;

import java.nio.file.Path;
import java.util.Map;

/**
 * The environment variables with which a worker is started, and the paths of the Unix sockets that follow from them.
 * {@code CLUSTER_WORKER} and {@code CLUSTER_WORKER_ID} are for the application to read, the others are internal.
 * <p>
 * Thread: any.
 *
 * @param host the tag of this host in the ids of sessions; empty if hosts do not relay requests
 * @param warmUp whether the worker warms up before it is ready, as others serve meanwhile
 */
public record WorkerEnvironment(int seat, int incarnation, Path directory, String token, HandoffMode handoff,
        String host, boolean warmUp) { // wall: what a worker is started with
    public static final String WORKER = "CLUSTER_WORKER";
    public static final String WORKER_ID = "CLUSTER_WORKER_ID";
    private static final String INCARNATION = "CLUSTER_WORKER_INCARNATION";
    private static final String DIRECTORY = "CLUSTER_LINK_DIRECTORY";
    private static final String TOKEN = "CLUSTER_LINK_TOKEN";
    private static final String HANDOFF = "CLUSTER_LINK_HANDOFF";
    private static final String HOST = "CLUSTER_LINK_HOST";
    private static final String WARM_UP = "CLUSTER_LINK_WARM_UP";

    public void writeTo(Map<String, String> environment) {
        environment.put(WORKER, "true");
        environment.put(WORKER_ID, Integer.toString(seat));
        environment.put(INCARNATION, Integer.toString(incarnation));
        environment.put(DIRECTORY, directory.toString());
        environment.put(TOKEN, token);
        environment.put(HANDOFF, handoff.name());
        environment.put(HOST, host);
        environment.put(WARM_UP, Boolean.toString(warmUp));
    }

    /** Returns whether the process was started as a worker. */
    public static boolean isWorker(Map<String, String> environment) {
        return Boolean.parseBoolean(environment.get(WORKER));
    }

    /** @throws IllegalStateException when {@code CLUSTER_WORKER} was not set by a primary */
    public static WorkerEnvironment readFrom(Map<String, String> environment) {
        try {
            return new WorkerEnvironment(Integer.parseInt(value(WORKER_ID, environment)),
                    Integer.parseInt(value(INCARNATION, environment)), Path.of(value(DIRECTORY, environment)),
                    value(TOKEN, environment), HandoffMode.valueOf(value(HANDOFF, environment)),
                    // an earlier primary does not set these
                    environment.getOrDefault(HOST, ""), Boolean.parseBoolean(environment.get(WARM_UP)));
        } catch (NumberFormatException e) {
            throw new IllegalStateException(WORKER_ID + " or " + INCARNATION + " is no number", e);
        }
    }

    /** Returns the socket on which the primary listens for the links of workers. */
    public static Path linkSocket(Path directory) {
        return directory.resolve("link");
    }

    /** Returns the socket on which a worker's HTTP server listens; nothing connects there, as connections are handed over. */
    public static Path httpSocket(Path directory, int incarnation) {
        return directory.resolve("w" + incarnation);
    }

    /**
     * Returns the socket on which a worker's server for TLS listens; nothing connects there, as connections are handed over.
     */
    public static Path tlsSocket(Path directory, int incarnation) {
        return directory.resolve("t" + incarnation);
    }

    /** Returns the socket on which a worker's server of the management interface listens; nothing connects there either. */
    public static Path managementSocket(Path directory, int incarnation) {
        return directory.resolve("m" + incarnation);
    }

    /**
     * Returns the socket on which a worker's server for other hosts listens; nothing connects there, as connections are handed
     * over.
     */
    public static Path hostSocket(Path directory, int incarnation) {
        return directory.resolve("h" + incarnation);
    }

    /** Returns the socket on which the server listens by which a worker warms up; removed before the worker is ready. */
    public static Path warmUpSocket(Path directory, int incarnation) {
        return directory.resolve("u" + incarnation);
    }

    /** Returns the socket on which that server receives connections; removed before the worker is ready. */
    public static Path warmUpRelaySocket(Path directory, int incarnation) {
        return directory.resolve("v" + incarnation);
    }

    /** Returns the socket on which a worker receives the connections that the primary proxies. */
    public static Path pipeSocket(Path directory, int incarnation) {
        return directory.resolve("p" + incarnation);
    }

    /** Returns the socket on which a worker receives the connections that other workers relay. */
    public static Path relaySocket(Path directory, int incarnation) {
        return directory.resolve("r" + incarnation);
    }

    private static String value(String name, Map<String, String> environment) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalStateException(WORKER + " is set but " + name + " is not: workers are started by the primary only."
                    + " Unset " + WORKER + " to start the application");
        }
        return value;
    }
}
