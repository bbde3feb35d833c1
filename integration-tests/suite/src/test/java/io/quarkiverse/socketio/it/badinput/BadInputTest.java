package io.quarkiverse.socketio.it.badinput;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.socketio.it.support.FixtureM.Mode;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/**
 * Base of tests that send bad input to a packaged server, as one process and through the port of a cluster. After each test,
 * other clients are served as before, no session is left, memory has not grown, and the log has no error.
 */
@ParameterizedClass
@EnumSource
@ExtendWith(BadInputServers.class)
abstract class BadInputTest {
    @Parameter
    Mode mode;

    BadInputServer server;
    private final Deque<AutoCloseable> attacks = new ArrayDeque<>();

    @BeforeEach
    void begin(BadInputServers.Running running) {
        server = running.get(mode, profiles());
        server.begin();
    }

    @AfterEach
    void assertOthersAreUnaffected() throws Exception {
        closeAll();
        server.assertUnharmed();
    }

    /** Closes all connections of the test, and waits until the server has noticed. */
    void closeAll() throws Exception {
        while (!attacks.isEmpty()) {
            attacks.pop().close();
        }
        server.awaitNoSessions();
    }

    /** Returns the profiles of the server, which select its options. */
    String profiles() {
        return BadInputServers.DEFAULTS;
    }

    /** Registers a connection to be closed after the test. */
    <T extends AutoCloseable> T keep(T attack) {
        attacks.push(attack);
        return attack;
    }

    /** Opens a WebSocket that has joined the main namespace. */
    RawWebSocket joined() throws IOException {
        return webSocket().join();
    }

    /** Opens a WebSocket with an Engine.IO session that has joined no namespace. */
    RawWebSocket webSocket() throws IOException {
        RawWebSocket client = upgrade(RawWebSocket.TARGET);
        client.open();
        return client;
    }

    /** Sends an upgrade request; returns its response, accepted or not. */
    RawWebSocket upgrade(String target, String... headers) throws IOException {
        return keep(new RawWebSocket(server.port(), target, headers));
    }

    /** Opens a WebSocket with a session of a worker, given by the first two characters of its session ids. */
    RawWebSocket webSocketAt(String worker) throws IOException {
        for (int i = 0; i < 200; i++) {
            RawWebSocket client = upgrade(RawWebSocket.TARGET);
            if (client.open().startsWith(worker)) {
                return client;
            }
        }
        throw new AssertionError("none of 200 connections came to worker " + worker);
    }

    /** Opens one WebSocket in each worker; waits until each accepts a session. */
    Collection<RawWebSocket> oneInEachWorker() {
        Map<String, RawWebSocket> found = new TreeMap<>();
        server.process().await("sessions in all workers", () -> {
            try {
                RawWebSocket client = upgrade(RawWebSocket.TARGET);
                if (client.answer.status() != 101 || found.putIfAbsent(client.open().substring(0, 2), client) != null) {
                    client.close();
                }
                return found.size() == server.workers();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return found.values();
    }

    /** Opens a long-polling session that has joined no namespace. */
    PollingClient polling(String... headers) throws IOException {
        return keep(new PollingClient(server.port(), headers));
    }
}
