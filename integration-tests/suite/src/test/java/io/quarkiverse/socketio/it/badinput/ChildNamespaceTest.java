package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.FixtureM.Mode;
import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests child namespaces that clients create by joining them, where empty ones are removed. */
class ChildNamespaceTest extends BadInputTest {
    /** {@code limits.namespaces-per-connection} of the fixture. */
    static final int PER_CONNECTION = 10;
    /** {@code limits.child-namespaces} of the fixture. */
    static final int CHILDREN = 100;

    private int asked;

    @Override
    String profiles() {
        return BadInputServers.ALL_OPTIONS;
    }

    /** Joins new namespaces until each worker has refused one; returns the names that were created. */
    static List<String> exhaust(BadInputTest test, String prefix) throws IOException {
        List<String> made = new ArrayList<>();
        Set<String> full = new TreeSet<>();
        int workers = test.mode == Mode.CLUSTER ? 2 : 1;
        for (int connection = 0; full.size() < workers && connection < 5 * workers * CHILDREN / PER_CONNECTION; connection++) {
            RawWebSocket client = test.upgrade(RawWebSocket.TARGET);
            String worker = client.open().substring(0, 2);
            for (int i = 0; i < PER_CONNECTION; i++) {
                String name = "/child-" + prefix + connection + "x" + i;
                client.send("40" + name + ",");
                String answer = client.text();
                if (answer.equals("44" + name + ",{\"message\":\"Too many namespaces\"}")) {
                    full.add(worker);
                } else {
                    assertThat(answer).startsWith("40" + name + ",{\"sid\"");
                    made.add(name);
                }
            }
        }
        assertThat(full).as("workers that refused to make more, after %s", made.size()).hasSize(workers);
        assertThat(made.size()).isLessThanOrEqualTo(workers * CHILDREN);
        return made;
    }

    @Test
    @Row(43)
    void oneConnectionCreatesNoMoreNamespacesThanItMayJoin() throws IOException {
        RawWebSocket client = joined();
        for (int i = 1; i < PER_CONNECTION; i++) {
            client.send("40/child-own" + i + ",");
            assertThat(client.text()).startsWith("40/child-own" + i + ",{\"sid\"");
        }
        for (int i = PER_CONNECTION; i < 1000; i++) {
            client.send("40/child-own" + i + ",");
            assertThat(client.text()).isEqualTo("44/child-own" + i + ",{\"message\":\"Too many namespaces\"}");
        }
        client.assertServed();
    }

    @Test
    @Row(43)
    void childNamespacesAreLimitedAndStaticOnesAreServed() throws IOException {
        exhaust(this, "a");
        RawWebSocket client = joined();
        client.send("40/n1,");
        assertThat(client.text()).as("a route of the application").startsWith("40/n1,{\"sid\"");
        client.assertServed();
    }

    /** With recovery, empty namespaces are removed when their clients can no longer recover. */
    @Test
    @Row({ 43, 55 })
    void emptyChildNamespacesAreRemovedWhenNoClientCanRecover() throws Exception {
        for (String round : new String[] { "b", "c", "d" }) {
            awaitRoom();
            assertThat(exhaust(this, round)).as("namespaces created in round %s", round).isNotEmpty();
            closeAll();
        }
        awaitRoom();
    }

    /** Waits until namespaces of earlier tests are removed. */
    private void awaitRoom() {
        server.process().await("room for new namespaces", this::hasRoom);
    }

    private boolean hasRoom() {
        boolean room = true;
        for (RawWebSocket client : oneInEachWorker()) {
            room &= hasRoom(client);
        }
        return room;
    }

    /** Joins and leaves namespaces of different names, without leaving recoverable sessions. */
    private boolean hasRoom(RawWebSocket client) {
        try (client) {
            String name = "/child-room" + asked++;
            client.send("40" + name + ",");
            boolean room = client.text().startsWith("40" + name + ",{\"sid\"");
            if (room) {
                client.send("41" + name + ",");
            }
            return room;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Row(43)
    void aNamespaceJoinedAndLeftRepeatedlyLeavesNothing() throws IOException {
        awaitRoom();
        RawWebSocket client = joined();
        for (int i = 0; i < 5000; i++) {
            String name = "/child-e" + i;
            client.send("40" + name + ",");
            assertThat(client.text()).startsWith("40" + name + ",{\"sid\"");
            client.send("41" + name + ",");
        }
        client.assertServed();
    }
}
