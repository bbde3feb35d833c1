package io.quarkiverse.socketio.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.engineio.EventLoop;
import io.vertx.core.impl.ContextInternal;

class VertxEventLoopTest extends LoopFixture {
    private final List<ContextInternal> contexts = List.of(newContext(), newContext(), newContext());
    private final VertxEventLoop loop = new VertxEventLoop(contexts.get(0));

    @Test
    void aTaskSubmittedWithinATaskRunsAfterIt() throws Exception {
        loop.execute(() -> {
            ran.add("begin");
            loop.execute(() -> ran.add("nested"));
            ran.add("end");
        });
        assertThat(take(3)).containsExactly("begin", "end", "nested");
    }

    @Test
    void aTaskSubmittedWithinATaskOfAnotherLoopOfItsThreadRunsAtOnce() throws Exception {
        VertxEventLoop other = new VertxEventLoop(contexts.get(0));
        other.execute(() -> {
            ran.add("begin");
            loop.execute(() -> {
                loop.execute(() -> ran.add("third"));
                other.execute(() -> ran.add("last"));
                ran.add("second");
            });
            ran.add("end");
        });
        assertThat(take(5)).containsExactly("begin", "second", "third", "end", "last");
    }

    @Test
    void onlyATaskIsInTheLoop() throws Exception {
        VertxEventLoop other = new VertxEventLoop(contexts.get(0));
        assertThat(loop.inLoop()).isFalse();
        loop.execute(() -> ran.add(loop.inLoop() + " " + other.inLoop()));
        assertThat(take(1)).containsExactly("true false");
        contexts.get(0).runOnContext(v -> ran.add("" + loop.inLoop()));
        assertThat(take(1)).containsExactly("false");
    }

    @Test
    void aFailingTaskDoesNotStopOthers() throws Exception {
        loop.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        loop.execute(() -> {
            throw new AssertionError("on purpose");
        });
        loop.execute(() -> ran.add("a"));
        assertThat(take(1)).containsExactly("a");
        loop.execute(() -> ran.add("b"));
        assertThat(take(1)).containsExactly("b");
    }

    @Test
    void afterAMoveTasksRunOnTheOtherThread() throws Exception {
        loop.execute(() -> {
            ran.add(Thread.currentThread().getName());
            loop.execute(() -> ran.add(Thread.currentThread().getName()));
            loop.moveTo(contexts.get(1));
            ran.add(Thread.currentThread().getName());
        });
        List<String> threads = take(3);
        assertThat(threads.get(1)).isEqualTo(threads.get(0));
        assertThat(threads.get(2)).isNotEqualTo(threads.get(0));
    }

    @Test
    void tasksOfManyProducersRunOneByOneInTheOrderOfEach() throws Exception {
        runProducers(false);
    }

    @Test
    void theOrderIsKeptWhileTheLoopMoves() throws Exception {
        Set<String> threads = runProducers(true);
        assertThat(threads).hasSize(3);
    }

    /** Runs many producers; returns the threads that tasks ran on. */
    private Set<String> runProducers(boolean move) throws InterruptedException {
        int producers = 4;
        int each = 20_000;
        Map<Integer, Integer> last = new HashMap<>(); // touched by tasks only: a race would show as a wrong number
        Set<String> threads = new HashSet<>();
        List<String> faults = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger inside = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(producers * each);
        for (int p = 0; p < producers; p++) {
            int producer = p;
            new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    int number = i;
                    loop.execute(() -> {
                        if (inside.getAndIncrement() != 0 || !loop.inLoop()) {
                            faults.add("two at once");
                        }
                        if (last.getOrDefault(producer, -1) != number - 1) {
                            faults.add("out of order");
                        }
                        last.put(producer, number);
                        threads.add(Thread.currentThread().getName());
                        if (move && number % 97 == 0) {
                            loop.moveTo(contexts.get(number % 3));
                        }
                        inside.getAndDecrement();
                        done.countDown();
                    });
                }
            }).start();
        }
        assertThat(done.await(50, TimeUnit.SECONDS)).isTrue();
        assertThat(faults).isEmpty();
        return threads;
    }

    @Test
    void aTimerRunsInTheLoopAtItsTimeAlsoAfterAMove() throws Exception {
        long start = loop.nanoTime();
        loop.execute(() -> {
            loop.schedule(Duration.ofMillis(20),
                    () -> ran.add(loop.inLoop() + " " + (loop.nanoTime() - start >= 20_000_000)));
            loop.moveTo(contexts.get(1));
        });
        assertThat(take(1)).containsExactly("true true");
    }

    @Test
    void aCancelledTimerDoesNotRunEvenIfItIsDue() throws Exception {
        loop.execute(() -> {
            EventLoop.Timer early = loop.schedule(Duration.ofHours(1), () -> ran.add("never"));
            early.cancel();
            EventLoop.Timer due = loop.schedule(Duration.ZERO, () -> ran.add("never"));
            loop.schedule(Duration.ZERO, () -> {
                due.cancel();
                loop.schedule(Duration.ofMillis(10), () -> ran.add("after"));
            });
            EventLoop.Timer queued = loop.schedule(Duration.ZERO, () -> ran.add("never"));
            loop.execute(queued::cancel);
            due.cancel();
        });
        assertThat(take(1)).containsExactly("after");
        assertThat(ran).isEmpty();
    }
}
