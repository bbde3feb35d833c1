package io.quarkiverse.socketio.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What is measured, of which peers.
 *
 * @param unit what is counted: processor time is that of one unit
 * @param headline the value that is compared with that of the floor and with ours
 */
record Scenario(String name, String unit, String headline, List<String> peers, Opening opening) {
    static final String CPU = "CPU us";
    private static final String BACK = "all back ms";
    static final List<String> SERVERS = List.of("floor-netty", "floor-vertx", "ours", "netty-socketio", "node");
    private static final List<String> CLUSTERS = List.of("floor-netty", "floor-vertx", "ours", "ours-x1", "ours-x2", "ours-x4",
            "ours-x2-proxy",
            "netty-socketio", "node", "node-x1", "node-x2", "node-x4");
    private static final List<String> ROLLED = List.of("ours-x2", "ours-x2-proxy");
    private static final List<String> KILLED = List.of("ours-x2", "ours-x2-proxy", "node-x2");
    private static final List<String> HANDLERS = List.of("floor-netty", "ours", "ours-event-loop", "ours-worker-thread",
            "ours-virtual-thread");

    /** Returns the values that rows of AsciiDoc have besides the headline. */
    List<String> rowValues() {
        if (name.startsWith("idle")) {
            return List.of("RSS bytes");
        }
        if (name.equals("start")) {
            return List.of("listening ms", "all ready ms", "RSS MB", "first MB", "worker MB");
        }
        return opensEchoes() ? List.of("p50 ms", "p99 ms", Load.GARBAGE) : List.of("p50 ms", "p99 ms");
    }

    private boolean opensEchoes() {
        return name.contains("echo") || name.startsWith("handlers");
    }

    /** Returns whether peers get load before the first round; not those that start in each turn. */
    boolean warm() {
        return !name.startsWith("idle") && !name.equals("start") && !name.equals("connect-cold") && !name.startsWith("restart");
    }

    /** Starts a peer and connects what stays between turns. */
    interface Opening {
        Load open(PeerKind kind, Options options);
    }

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>(kinds());
        all.addAll(Growth.scenarios());
        return all;
    }

    private static List<Scenario> kinds() {
        return List.of(
                echo("echo-text-1", SERVERS, Payload.text("text", 100), 1, 0),
                echo("echo-text-16", SERVERS, Payload.text("text", 100), 16, 0),
                echo("echo-record-1", SERVERS, Payload.record(), 1, 0),
                echo("echo-record-16", SERVERS, Payload.record(), 16, 0),
                echo("echo-binary-1", SERVERS, Payload.binary(), 1, 0),
                echo("echo-binary-16", SERVERS, Payload.binary(), 16, 0),
                echo("echo-paced", SERVERS, Payload.text("text", 100), 0, 2000),
                new Scenario("echo-load", "event with its acknowledgement", "p99 ms", List.of("floor-netty", "ours", "ours-x2"),
                        (kind, options) -> new Echo(Peer.start(kind, options), Payload.text("text", 100),
                                Echo.Shape.open(options.clients(100), options.rate()))),
                echo("handlers-text", HANDLERS, Payload.text("text", 100), 1, 0),
                echo("handlers-paced", HANDLERS, Payload.text("text", 100), 0, 2000),
                echo("cluster-echo", CLUSTERS, Payload.text("text", 100), 1, 0),
                broadcast("broadcast-paced", SERVERS, 0, 20),
                broadcast("broadcast-unpaced", SERVERS, 0, 0),
                broadcast("rooms-paced", SERVERS, 10, 500),
                broadcast("rooms-unpaced", SERVERS, 10, 0),
                broadcast("cluster-broadcast-paced", CLUSTERS, 0, 20),
                broadcast("cluster-broadcast-unpaced", CLUSTERS, 0, 0),
                connection("connect-warm", "connection by WebSocket", CLUSTERS, Connect::new),
                new Scenario("connect-cold", "connection, of the first 1,000 after the start", CPU, CLUSTERS, Connect::cold),
                new Scenario("idle", "idle connection", "heap bytes", SERVERS,
                        (kind, options) -> new Idle(kind, options, options.clients(10_000))),
                new Scenario("start", "start", Start.READY, List.of("bare", "ours", "ours-x1", "ours-x2"), Start::new),
                connection("upgrade", "connection by polling, upgraded, with one event", CLUSTERS, Upgrade::new),
                new Scenario("polling", "event with its acknowledgement", CPU, CLUSTERS,
                        (kind, options) -> new Polling(Peer.start(kind, options), options.clients(20))),
                connection("polling-sessions", "session of six requests over connections that are kept", CLUSTERS,
                        peer -> new PollingSessions(peer, true)),
                connection("polling-sessions-close", "session of six requests, each with its connection", CLUSTERS,
                        peer -> new PollingSessions(peer, false)),
                new Scenario("restart-rolling", "cluster whose workers are all replaced", BACK, ROLLED,
                        (kind, options) -> Restart.turns(kind, options, false)),
                new Scenario("restart-kill", "cluster of which one worker is killed", BACK, KILLED,
                        (kind, options) -> Restart.turns(kind, options, true)));
    }

    private static Scenario echo(String name, List<String> peers, Payload payload, int inFlight, double perSecond) {
        return new Scenario(name, "event with its acknowledgement", CPU, peers,
                (kind, options) -> new Echo(Peer.start(kind, options), payload,
                        new Echo.Shape(options.clients(inFlight > 1 ? 50 : 100), inFlight, perSecond, 0)));
    }

    private static Scenario connection(String name, String unit, List<String> peers, Function<Peer, Load> load) {
        return new Scenario(name, unit, CPU, peers, (kind, options) -> load.apply(Peer.start(kind, options)));
    }

    private static Scenario broadcast(String name, List<String> peers, int rooms, double perSecond) {
        return new Scenario(name, "delivery to one client", CPU, peers,
                (kind, options) -> new Broadcast(Peer.start(kind, options),
                        rooms == 0 ? Broadcast.Shape.toAll(options.clients(500), perSecond)
                                : Broadcast.Shape.rooms(options.clients(100), rooms, perSecond)));
    }
}
