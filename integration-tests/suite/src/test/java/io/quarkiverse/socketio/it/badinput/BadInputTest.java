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
 * Bad inputs against a packaged server, as one process and through the port of a cluster. After each of them: clients that did
 * nothing are served as before, no session is left, memory is what it was, and the log has no error.
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

    /** Ends all attacks so far, and waits until the server has noticed. */
    void closeAll() throws Exception {
        while (!attacks.isEmpty()) {
            attacks.pop().close();
        }
        server.awaitNoSessions();
    }

    /** Which options the server has. */
    String profiles() {
        return BadInputServers.DEFAULTS;
    }

    /** Closed after the test, unless it was before. */
    <T extends AutoCloseable> T keep(T attack) {
        attacks.push(attack);
        return attack;
    }

    /** A WebSocket that has joined the main namespace. */
    RawWebSocket joined() throws IOException {
        return webSocket().join();
    }

    /** A WebSocket with an Engine.IO session that has joined no namespace. */
    RawWebSocket webSocket() throws IOException {
        RawWebSocket client = upgrade(RawWebSocket.TARGET);
        client.open();
        return client;
    }

    /** The answer to an upgrade, whatever it is. */
    RawWebSocket upgrade(String target, String... headers) throws IOException {
        return keep(new RawWebSocket(server.port(), target, headers));
    }

    /** A WebSocket with a session of that worker, which the first two characters of its ids name. */
    RawWebSocket webSocketAt(String worker) throws IOException {
        for (int i = 0; i < 200; i++) {
            RawWebSocket client = upgrade(RawWebSocket.TARGET);
            if (client.open().startsWith(worker)) {
                return client;
            }
        }
        throw new AssertionError("none of 200 connections came to worker " + worker);
    }

    /** WebSockets with sessions, one in each worker; waits until each takes some. */
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

    /** A long-polling session that has joined no namespace. */
    PollingClient polling(String... headers) throws IOException {
        return keep(new PollingClient(server.port(), headers));
    }
}
