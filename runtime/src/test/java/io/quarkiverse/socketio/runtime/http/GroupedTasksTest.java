package io.quarkiverse.socketio.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.engineio.TaskGroup;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;

class GroupedTasksTest extends LoopFixture {
    private final ContextInternal here = newContext();
    private final ContextInternal elsewhere = newContext();

    @Test
    void idleLoopsOfTheThreadRunTheirTasksInPlaceAndOthersOnTheirThread() throws Exception {
        VertxEventLoop own = new VertxEventLoop(here);
        VertxEventLoop sameThread = new VertxEventLoop(here);
        VertxEventLoop otherThread = new VertxEventLoop(elsewhere);
        CountDownLatch ended = new CountDownLatch(1);
        own.execute(() -> {
            TaskGroup<String> group = new TaskGroup<>("packet");
            group.add(own, packet -> ran.add("own " + packet + " " + own.inLoop()));
            group.add(sameThread, packet -> ran.add("same " + packet + " " + sameThread.inLoop() + " " + own.inLoop()));
            group.add(otherThread, packet -> {
                await(ended);
                ran.add("other " + packet + " " + otherThread.inLoop() + " " + (Vertx.currentContext() == elsewhere));
            });
            group.start();
            ran.add("end");
            ended.countDown();
        });
        assertThat(take(4)).containsExactly("own packet true", "same packet true true", "end", "other packet true true");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theContextOfTheCallerIsItsOwnAgain() throws Exception {
        ContextInternal other = here.duplicate();
        VertxEventLoop loop = new VertxEventLoop(here);
        other.runOnContext(v -> {
            Context before = Vertx.currentContext();
            TaskGroup<String> group = new TaskGroup<>("packet");
            group.add(loop, packet -> ran.add(packet + " " + (Vertx.currentContext() == here)));
            group.start();
            ran.add("same " + (Vertx.currentContext() == before));
        });
        assertThat(take(2)).containsExactly("packet true", "same true");
    }

    @Test
    void whatIsSubmittedToAClaimedLoopWaits() throws Exception {
        VertxEventLoop loop = new VertxEventLoop(here);
        TaskGroup<String> first = new TaskGroup<>("first");
        TaskGroup<String> third = new TaskGroup<>("third");
        first.add(loop, ran::add);
        loop.execute(() -> ran.add("second"));
        third.add(loop, ran::add);
        third.start();
        assertThat(ran.poll(50, TimeUnit.MILLISECONDS)).isNull();
        first.start();
        assertThat(take(3)).containsExactly("first", "second", "third");
        here.runOnContext(v -> ran.add("idle again " + (loop.claim() != null))); // not in the last task
        assertThat(take(1)).containsExactly("idle again true");
    }

    @Test
    void aFailingTaskStopsNoOther() throws Exception {
        TaskGroup<String> group = new TaskGroup<>("packet");
        VertxEventLoop failing = new VertxEventLoop(here);
        group.add(failing, packet -> {
            throw new IllegalStateException("on purpose");
        });
        group.add(new VertxEventLoop(here), ran::add);
        group.start();
        failing.execute(() -> ran.add("next"));
        assertThat(take(2)).containsExactlyInAnyOrder("packet", "next");
    }

    /** Other work of the thread does not wait for all sessions of a large broadcast. */
    @Test
    void aThreadRunsABoundedNumberAtOnce() throws Exception {
        int count = 600;
        here.runOnContext(v -> {
            here.runOnContext(w -> ran.add("other work"));
            TaskGroup<String> group = new TaskGroup<>("packet");
            for (int i = 0; i < count; i++) {
                group.add(new VertxEventLoop(here), ran::add);
            }
            group.start();
        });
        List<String> order = take(count + 1);
        assertThat(order.indexOf("other work")).isBetween(1, 300);
        assertThat(order).filteredOn("packet"::equals).hasSize(count);
    }

    @Test
    void aTaskThatMovesItsLoopIsFollowedByTasksOnTheOtherThread() throws Exception {
        VertxEventLoop loop = new VertxEventLoop(here);
        TaskGroup<String> group = new TaskGroup<>("packet");
        group.add(loop, packet -> loop.moveTo(elsewhere));
        loop.execute(() -> ran.add("moved " + (Vertx.currentContext() == elsewhere)));
        group.start();
        assertThat(take(1)).containsExactly("moved true");
    }
}
