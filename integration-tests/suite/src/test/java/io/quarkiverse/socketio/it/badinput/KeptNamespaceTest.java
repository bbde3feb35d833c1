package io.quarkiverse.socketio.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.it.support.RawWebSocket;

/** Tests child namespaces that clients create by joining them, where empty ones are kept. */
class KeptNamespaceTest extends BadInputTest {

    @Override
    String profiles() {
        return BadInputServers.KEEPING;
    }

    /** Existing namespaces can be joined, and no others are created. */
    @Test
    @Row(43)
    void emptyChildNamespacesThatStayAreLimited() throws Exception {
        List<String> made = ChildNamespaceTest.exhaust(this, "s");
        closeAll();
        List<RawWebSocket> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(joined().send("40/child-later" + i + ","));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(clients.get(i).text()).isEqualTo("44/child-later" + i + ",{\"message\":\"Too many namespaces\"}");
            clients.get(i).send("40" + made.get(0) + ",");
        }
        long there = 0;
        for (RawWebSocket client : clients) {
            there += client.text().startsWith("40" + made.get(0) + ",{\"sid\"") ? 1 : 0;
            client.assertServed();
        }
        assertThat(there).as("clients that joined an existing namespace in one worker").isPositive();
    }
}
