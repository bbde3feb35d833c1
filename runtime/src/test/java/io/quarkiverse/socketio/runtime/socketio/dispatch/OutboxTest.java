package io.quarkiverse.socketio.runtime.socketio.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    private void addPlaced(String action) {
        outbox.addPlaced(() -> done.add(action));
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
    void placedActionsRunBeforeASlot() {
        add("a");
        Outbox.Slot slot = outbox.reserve();
        add("d");
        addPlaced("b");
        assertThat(done).containsExactly("a", "b");
        fill(slot, "c");
        assertThat(done).containsExactly("a", "b", "c", "d");
    }

    /** Else the client would recover from the place of the second event, without the first, or get the second one twice. */
    @Test
    void placedActionsDoNotOvertakeAnEventThatHasItsPlaceButIsHeld() {
        Runnable release = outbox.hold();
        Outbox.Slot first = outbox.reserve();
        add("f");
        Outbox.Slot later = outbox.reserve();
        addPlaced("a");
        fill(first, "b");
        addPlaced("c");
        addPlaced("d");
        assertThat(done).containsExactly("a");
        release.run();
        loop.runAll();
        assertThat(done).containsExactly("a", "b", "c", "d", "f");
        addPlaced("g");
        fill(later, "h");
        assertThat(done).endsWith("f", "g", "h");
    }

    @Test
    void isNotIdleWhileAnEventThatHasItsPlaceIsHeld() {
        Runnable release = outbox.hold();
        Outbox.Slot slot = outbox.reserve();
        assertThat(outbox.isIdle()).isTrue();
        fill(slot, "a");
        assertThat(outbox.isIdle()).isFalse();
        release.run();
        loop.runAll();
        assertThat(outbox.isIdle()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void eventsAreSentInTheOrderOfTheirPlaces(int seed) {
        Random random = new Random(seed);
        Queue<Outbox.Slot> slots = new ArrayDeque<>();
        List<Runnable> holds = new ArrayList<>();
        int places = 0;
        for (int step = 0; step < 200; step++) {
            switch (random.nextInt(6)) {
                case 0 -> holds.add(outbox.hold());
                case 1 -> slots.add(outbox.reserve());
                case 2 -> addPlaced(Integer.toString(places++));
                case 3 -> add("action");
                case 4 -> {
                    if (!slots.isEmpty()) { // the sequencer keeps the order of one sender
                        fill(slots.remove(), Integer.toString(places++));
                    }
                }
                default -> {
                    if (!holds.isEmpty()) {
                        holds.remove(random.nextInt(holds.size())).run();
                    }
                }
            }
        }
        holds.forEach(Runnable::run);
        for (Outbox.Slot slot : slots) {
            fill(slot, Integer.toString(places++));
        }
        loop.runAll();
        assertThat(done.stream().filter(action -> !action.equals("action")).map(Integer::valueOf))
                .containsExactlyElementsOf(IntStream.range(0, places).boxed().toList());
        assertThat(held).isZero();
        assertThat(outbox.isIdle()).isTrue();
    }

    static IntStream seeds() {
        return IntStream.range(0, 50);
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
