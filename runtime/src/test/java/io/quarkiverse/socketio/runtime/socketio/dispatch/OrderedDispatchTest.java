package io.quarkiverse.socketio.runtime.socketio.dispatch;

import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.EVENT_LOOP;
import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.VIRTUAL_THREAD;
import static io.quarkiverse.socketio.runtime.socketio.dispatch.ExecutionMode.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.socketio.runtime.engineio.EventLoop;
import io.quarkiverse.socketio.runtime.engineio.ManualLoop;
import io.quarkiverse.socketio.runtime.socketio.FakeExecutor;

class OrderedDispatchTest {
    private final ManualLoop loop = new ManualLoop();
    private final FakeExecutor executor = new FakeExecutor();
    private final OrderedDispatch handlers = new OrderedDispatch(loop, executor);
    private final List<String> ran = new ArrayList<>();

    private void dispatch(ExecutionMode mode, String name) {
        handlers.dispatch(mode, () -> ran.add(name));
    }

    private void runAll() {
        for (int i = 0; i < 100; i++) {
            executor.runAll();
            loop.runAll();
        }
    }

    @Test
    void onTheEventLoopAHandlerRunsAtOnceWhenNothingWaits() {
        dispatch(EVENT_LOOP, "a");
        dispatch(EVENT_LOOP, "b");
        assertThat(ran).containsExactly("a", "b");
        assertThat(executor.hops).isEmpty();
        assertThat(handlers.isBusy()).isFalse();
    }

    @Test
    void aBlockingHandlerRunsOnItsThread() {
        dispatch(WORKER, "a");
        assertThat(ran).isEmpty();
        assertThat(handlers.isBusy()).isTrue();
        executor.runAll();
        assertThat(ran).containsExactly("a");
        assertThat(handlers.isBusy()).isFalse();
    }

    @Test
    void handlersOfTheSameThreadShareOneHop() {
        for (int i = 0; i < 10; i++) {
            dispatch(WORKER, "" + i);
        }
        executor.runAll();
        assertThat(ran).hasSize(10);
        assertThat(executor.hops).containsExactly(WORKER);
    }

    @Test
    void theOrderIsKeptAcrossThreadKinds() {
        ExecutionMode[] modes = { WORKER, EVENT_LOOP, EVENT_LOOP, VIRTUAL_THREAD, WORKER, WORKER, EVENT_LOOP };
        for (int i = 0; i < modes.length; i++) {
            dispatch(modes[i], modes[i] + " " + i);
        }
        assertThat(ran).as("nothing overtakes the first, which blocks").isEmpty();
        runAll();
        assertThat(ran).containsExactly("WORKER 0", "EVENT_LOOP 1", "EVENT_LOOP 2", "VIRTUAL_THREAD 3", "WORKER 4", "WORKER 5",
                "EVENT_LOOP 6");
        assertThat(executor.hops).containsExactly(WORKER, VIRTUAL_THREAD, WORKER);
    }

    @Test
    void handlersDispatchedWithinAHandlerRunAfterIt() {
        handlers.dispatch(EVENT_LOOP, () -> {
            ran.add("begin");
            dispatch(EVENT_LOOP, "nested");
            dispatch(WORKER, "blocking");
            executor.runAll();
            ran.add("end");
        });
        runAll();
        assertThat(ran).containsExactly("begin", "end", "nested", "blocking");
    }

    @Test
    void rejectedHandlersAreDroppedAndTheNextOnesRun() {
        executor.closed = true;
        dispatch(WORKER, "dropped");
        dispatch(EVENT_LOOP, "a");
        assertThat(ran).containsExactly("a");
        handlers.dispatch(EVENT_LOOP, () -> {
            dispatch(WORKER, "dropped");
            dispatch(WORKER, "dropped too");
            dispatch(EVENT_LOOP, "c");
            ran.add("b");
        });
        runAll();
        assertThat(ran).containsExactly("a", "b", "c");
        assertThat(handlers.isBusy()).isFalse();
    }

    /** A thread that is an event loop. */
    private record ThreadLoop(ExecutorService thread) implements EventLoop {
        @Override
        public void execute(Runnable task) {
            thread.execute(task);
        }

        @Override
        public boolean inLoop() {
            return false;
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long nanoTime() {
            return 0;
        }
    }

    @Test
    @Timeout(60)
    void handlersRunOneByOneInOrderOnRealThreads() throws InterruptedException {
        ExecutorService loopThread = Executors.newSingleThreadExecutor();
        ExecutorService workers = Executors.newFixedThreadPool(3);
        Random random = new Random(11);
        try {
            for (int round = 0; round < 20; round++) {
                int count = 2_000;
                OrderedDispatch real = new OrderedDispatch(new ThreadLoop(loopThread), (mode, task) -> workers.execute(task));
                List<Integer> order = Collections.synchronizedList(new ArrayList<>());
                AtomicInteger inside = new AtomicInteger();
                AtomicInteger overlaps = new AtomicInteger();
                CountDownLatch done = new CountDownLatch(count);
                for (int i = 0; i < count; i++) {
                    int number = i;
                    ExecutionMode mode = ExecutionMode.values()[random.nextInt(3)];
                    loopThread.execute(() -> real.dispatch(mode, () -> {
                        overlaps.addAndGet(inside.getAndIncrement());
                        order.add(number);
                        inside.decrementAndGet();
                        done.countDown();
                    }));
                }
                assertThat(done.await(30, TimeUnit.SECONDS)).as("all handlers ran").isTrue();
                assertThat(order).containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
                assertThat(overlaps.get()).isZero();
            }
        } finally {
            loopThread.shutdown();
            workers.shutdown();
        }
    }
}
