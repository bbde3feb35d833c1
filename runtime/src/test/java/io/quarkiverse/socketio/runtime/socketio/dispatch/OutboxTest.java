package io.quarkiverse.socketio.runtime.socketio.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.engineio.ManualLoop;

class OutboxTest {
    private final ManualLoop loop = new ManualLoop();
    private final Outbox outbox = new Outbox(loop, bytes -> this.held += bytes);
    private final List<String> done = new ArrayList<>();
    private long held;

    private void add(String action) {
        outbox.add(() -> done.add(action), 10);
        outbox.flush();
        loop.runAll();
    }

    private void addReady(String action) {
        outbox.addReady(() -> done.add(action));
        outbox.flush();
        loop.runAll();
    }

    private void fill(Outbox.Slot slot, String action) {
        slot.fill(() -> done.add(action));
        outbox.flush();
        loop.runAll();
    }

    @Test
    void actionsRunInTheOrderTheyWereAdded() {
        add("a");
        outbox.add(() -> done.add("b"), 10);
        add("c");
        assertThat(done).containsExactly("a", "b", "c");
        assertThat(outbox.isIdle()).isTrue();
    }

    @Test
    void actionsBehindAnUnfilledSlotWait() {
        Outbox.Slot first = outbox.reserve();
        add("b");
        Outbox.Slot second = outbox.reserve();
        add("d");
        assertThat(done).isEmpty();
        fill(first, "a");
        assertThat(done).containsExactly("a", "b");
        fill(second, "c");
        assertThat(done).containsExactly("a", "b", "c", "d");
        add("e");
        assertThat(done).endsWith("e");
    }

    @Test
    void slotsFilledInAnotherOrderKeepTheirOrder() {
        Outbox.Slot first = outbox.reserve();
        Outbox.Slot second = outbox.reserve();
        fill(second, "b");
        assertThat(done).isEmpty();
        fill(first, "a");
        assertThat(done).containsExactly("a", "b");
    }

    @Test
    void actionsBehindASlotAreCountedUntilItIsReady() {
        add("a");
        assertThat(held).isZero();
        Outbox.Slot first = outbox.reserve();
        add("c");
        Outbox.Slot second = outbox.reserve();
        add("e");
        assertThat(held).isEqualTo(20);
        fill(first, "b");
        assertThat(held).isEqualTo(10);
        fill(second, "d");
        assertThat(held).isZero();
        assertThat(done).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void readyActionsRunBeforeASlot() {
        add("a");
        Outbox.Slot slot = outbox.reserve();
        add("d");
        addReady("b");
        assertThat(done).containsExactly("a", "b");
        fill(slot, "c");
        assertThat(done).containsExactly("a", "b", "c", "d");
    }

    @Test
    void actionsAddedByAnActionRunAfterIt() {
        outbox.add(() -> {
            outbox.add(() -> done.add("b"), 10);
            outbox.flush();
            done.add("a");
        }, 10);
        outbox.flush();
        loop.runAll();
        assertThat(done).containsExactly("a", "b");
    }

    @Test
    void runFirstPrecedesWaitingActions() {
        outbox.add(() -> done.add("b"), 10);
        outbox.runFirst(() -> {
            outbox.add(() -> done.add("c"), 10);
            done.add("a");
        });
        loop.runAll();
        assertThat(done).containsExactly("a", "b", "c");
    }

    @Test
    void aFailingActionDoesNotStopOthers() {
        outbox.add(() -> {
            throw new IllegalStateException("on purpose");
        }, 10);
        outbox.add(() -> done.add("b"), 10);
        assertThatThrownBy(() -> {
            outbox.flush();
            loop.runAll();
        }).hasMessage("on purpose");
        loop.runAll();
        assertThat(done).containsExactly("b");
    }
}
