package io.quarkiverse.socketio.runtime.bus;

import static io.quarkiverse.socketio.runtime.bus.RecordedServer.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;

import org.junit.jupiter.api.Test;

class InMemoryBusTest {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final InMemoryBus.Hub hub = new InMemoryBus.Hub(tasks::add);
    private final RecordedServer a = new RecordedServer(hub.join("a"));
    private final RecordedServer b = new RecordedServer(hub.join("b"));

    private void settle() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Test
    void sequencedMessagesOfAllServersHaveOneOrder() {
        RecordedServer c = new RecordedServer(hub.join("c"));
        assertThat(a.bus.sequence(message("x"))).isTrue();
        assertThat(b.bus.sequence(message("y"))).isTrue();
        assertThat(a.bus.sequence(message("z"))).isTrue();
        assertThat(a.heard).as("no place is told within the call").isEmpty();
        settle();
        assertThat(a.heard).containsExactly("1", "2 b:y", "3");
        assertThat(b.heard).containsExactly("1 a:x", "2", "3 a:z");
        assertThat(c.heard).containsExactly("1 a:x", "2 b:y", "3 a:z");
    }

    @Test
    void whatOneServerSaysInEitherWayKeepsItsOrder() {
        a.bus.publish(message("1"));
        a.bus.sequence(message("2"));
        a.bus.send("b", message("3"));
        a.bus.sequence(message("4"));
        settle();
        assertThat(b.heard).containsExactly("a:1", "1 a:2", "a:3", "2 a:4");
    }

    @Test
    void aServerThatComesIsToldWhereTheOrderStands() {
        a.bus.sequence(message("x"));
        RecordedServer late = new RecordedServer(hub.join("late"));
        b.bus.sequence(message("y"));
        settle();
        assertThat(a.start).isZero();
        assertThat(late.epoch).isEqualTo(a.epoch).isNotEmpty();
        assertThat(late.start).isEqualTo(1);
        assertThat(late.heard).containsExactly("2 b:y");
        assertThat(late.peers).containsExactly("a", "b");
    }

    @Test
    void whoIsClosedHearsAndSaysNothing() {
        b.bus.close();
        a.bus.publish(message("x"));
        a.bus.sequence(message("y"));
        assertThat(b.bus.sequence(message("z"))).isFalse();
        b.bus.publish(message("z"));
        settle();
        assertThat(b.heard).isEmpty();
        assertThat(a.heard).containsExactly("1");
        assertThat(a.peers).isEmpty();
    }
}
