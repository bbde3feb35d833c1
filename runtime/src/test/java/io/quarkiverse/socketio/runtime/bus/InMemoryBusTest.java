package io.quarkiverse.socketio.runtime.bus;

import static io.quarkiverse.socketio.runtime.bus.RecordedServer.event;
import static io.quarkiverse.socketio.runtime.bus.RecordedServer.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;

import org.junit.jupiter.api.Test;

class InMemoryBusTest extends BusContractTest {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final InMemoryBus.Hub hub = new InMemoryBus.Hub(tasks::add);
    private int servers;

    @Override
    protected Bus newBus() {
        return hub.join("server-" + servers++);
    }

    @Override
    protected void settle() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Test
    void sequencedMessagesArriveBeforeTheNextMessageOfTheirSender() {
        RecordedServer a = new RecordedServer(hub.join("a"));
        RecordedServer b = new RecordedServer(hub.join("b"));
        a.bus.publish(message("1"));
        a.bus.sequence(event("2"), a);
        assertThat(b.received).containsExactly("a:1");
        a.bus.send("b", message("3"));
        assertThat(b.received).containsExactly("a:1", "1 a:2", "a:3");
        assertThat(a.received).isEmpty();
        settle();
        assertThat(a.received).containsExactly("1");
    }
}
