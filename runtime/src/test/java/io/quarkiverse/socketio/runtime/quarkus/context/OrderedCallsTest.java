package io.quarkiverse.socketio.runtime.quarkus.context;

import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.EVENT_LOOP;
import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.VIRTUAL_THREAD;
import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.WORKER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode;

class OrderedCallsTest {
    private final Queue<Runnable> executor = new ArrayDeque<>();
    private final List<ExecutionMode> modes = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final OrderedCalls calls = new OrderedCalls((mode, task) -> {
        modes.add(mode);
        executor.add(task);
    }, 3);

    @Test
    void callsRunOneByOneOnTheirThreads() {
        calls.tryAdd(WORKER, () -> done.add("a"));
        calls.tryAdd(EVENT_LOOP, () -> done.add("b"));
        calls.tryAdd(VIRTUAL_THREAD, () -> done.add("c"));
        assertThat(executor).as("only the first was started").hasSize(1);
        runAll();
        assertThat(done).containsExactly("a", "b", "c");
        assertThat(modes).containsExactly(WORKER, EVENT_LOOP, VIRTUAL_THREAD);
    }

    @Test
    void aNestedCallRunsLast() {
        calls.tryAdd(WORKER, () -> {
            calls.tryAdd(WORKER, () -> done.add("inner"));
            done.add("outer");
        });
        runAll();
        assertThat(done).containsExactly("outer", "inner");
    }

    @Test
    void callsAboveTheLimitAreRejectedUntilOneHasEnded() {
        for (int i = 0; i < 3; i++) {
            assertThat(calls.tryAdd(WORKER, () -> done.add("x"))).isTrue();
        }
        assertThat(calls.tryAdd(WORKER, () -> done.add("too many"))).isFalse();
        executor.remove().run();
        assertThat(calls.tryAdd(WORKER, () -> done.add("fits"))).isTrue();
        runAll();
        assertThat(done).containsExactly("x", "x", "x", "fits");
    }

    @Test
    void aCallThatThrowsDoesNotStopTheNext() {
        calls.tryAdd(WORKER, () -> {
            throw new IllegalStateException("as the test wants it");
        });
        calls.tryAdd(WORKER, () -> done.add("next"));
        assertThatThrownBy(() -> executor.remove().run()).isInstanceOf(IllegalStateException.class);
        runAll();
        assertThat(done).containsExactly("next");
    }

    private void runAll() {
        while (!executor.isEmpty()) {
            executor.remove().run();
        }
    }
}
