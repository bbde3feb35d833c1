package io.quarkiverse.socketio.it.matrix;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.quarkiverse.socketio.it.support.FixtureM.Mode;

/** One check of one client. */
record Cell(ClientLibrary client, Mode mode, String transport, String namespace, String exchange) {
    static final List<String> TRANSPORTS = List.of("polling", "websocket", "upgrade");
    static final List<String> NAMESPACES = List.of("/", "/custom");
    static final List<String> EXCHANGES = List.of("text", "binary", "ack of the server", "ack of the client");

    static Stream<Cell> of(ClientLibrary... clients) {
        return Arrays.stream(clients).flatMap(client -> Arrays.stream(Mode.values()).flatMap(mode -> of(client, mode)));
    }

    private static Stream<Cell> of(ClientLibrary client, Mode mode) {
        return TRANSPORTS.stream().flatMap(transport -> NAMESPACES.stream().flatMap(namespace -> EXCHANGES.stream()
                .map(exchange -> new Cell(client, mode, transport, namespace, exchange))));
    }

    String server() {
        return mode == Mode.CLUSTER ? "2 workers" : "1 process";
    }

    @Override
    public String toString() {
        return String.join(", ", client.toString(), server(), transport, namespace, exchange);
    }
}
