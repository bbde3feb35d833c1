package io.quarkiverse.socketio.benchmarks.load;

import java.util.ArrayList;
import java.util.List;

/**
 * Scenarios that show how cost grows with the number of something: {@code growth-<kind>-<n>}.
 * <p>
 * Thread: any.
 */
final class Growth {
    private static final String PREFIX = "growth-";
    private static final String ECHO = "event with its acknowledgement";
    private static final String DELIVERY = "delivery to one client";

    private Growth() {
    }

    static List<Scenario> scenarios() {
        List<Scenario> all = new ArrayList<>();
        for (int n : new int[] { 10, 100, 1_000, 10_000 }) {
            all.add(echo("echo-" + n, Scenario.SERVERS, n, 0));
        }
        for (int n : new int[] { 10, 100, 1_000, 10_000 }) {
            all.add(broadcast("broadcast-" + n, Scenario.SERVERS, n));
        }
        for (int n : new int[] { 1, 10, 100, 1_000, 10_000 }) {
            all.add(scenario("rooms-" + n, DELIVERY, Scenario.SERVERS, (kind, options) -> new Broadcast(
                    Peer.start(kind, options), Broadcast.Shape.rooms(options.clients(1_000), n, 0))));
        }
        for (int n : new int[] { 1, 10, 100, 1_000 }) {
            all.add(scenario("joined-" + n, DELIVERY, Scenario.SERVERS, (kind, options) -> new Broadcast(
                    Peer.start(kind, options), joined(options.clients(100), n))));
        }
        for (int n : new int[] { 1, 10, 100 }) {
            all.add(echo("namespaces-" + n, Scenario.SERVERS, 100, n));
        }
        for (int n : new int[] { 1, 2, 4, 8 }) {
            all.add(echo("workers-echo-" + n, clusters(n), 100, 0));
        }
        for (int n : new int[] { 1, 2, 4, 8 }) {
            all.add(broadcast("workers-broadcast-" + n, clusters(n), 500));
        }
        return all;
    }

    /** Returns as many rooms of ten as it takes that each client is in that many. */
    private static Broadcast.Shape joined(int clients, int roomsOfEach) {
        Broadcast.Shape one = Broadcast.Shape.rooms(clients, 1, 0);
        return Broadcast.Shape.rooms(clients, roomsOfEach * one.clients() / one.members(), 0);
    }

    private static List<String> clusters(int workers) {
        return List.of(PeerKind.FLOOR, "ours-x" + workers, "node-x" + workers);
    }

    private static Scenario echo(String name, List<String> peers, int clients, int namespaces) {
        return scenario(name, ECHO, peers, (kind, options) -> new Echo(Peer.start(kind, options), Payload.text("text", 100),
                new Echo.Shape(options.clients(clients), 1, 0, namespaces)));
    }

    private static Scenario broadcast(String name, List<String> peers, int clients) {
        return scenario(name, DELIVERY, peers, (kind, options) -> new Broadcast(Peer.start(kind, options),
                Broadcast.Shape.toAll(options.clients(clients), 0)));
    }

    private static Scenario scenario(String name, String unit, List<String> peers, Scenario.Opening opening) {
        return new Scenario(PREFIX + name, unit, Scenario.CPU, peers, opening);
    }

    static boolean isGrowth(String scenario) {
        return scenario.startsWith(PREFIX);
    }

    /** Returns the scenario's name without its number, which names the table. */
    static String table(String scenario) {
        return scenario.substring(0, scenario.lastIndexOf('-'));
    }

    static String number(String scenario) {
        return scenario.substring(scenario.lastIndexOf('-') + 1);
    }
}
