package io.quarkiverse.socketio.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.runtime.engineio.TaskGroup;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;

/**
 * Tests the order of single and of grouped tasks of many producers: each session runs those of each producer in their order, one
 * at a time, on its thread, and none is lost. Some producers are themselves tasks of sessions, some sessions change their
 * threads, and some tasks fail. With {@code -Dstress.seconds=300} it runs longer.
 */
class GroupedTasksStressTest {
    private static final long SECONDS = Long.getLong("stress.seconds", 1);
    private static final int SESSIONS = 20;
    private static final int PRODUCERS = 6;
    /** Those from this on produce within tasks of the session of their number. */
    private static final int FIRST_IN_TASKS = 4;
    /** Sessions from this on change their threads. */
    private static final int FIRST_MOVING = 16;
    private static final int BURST = 50;
    private static final int MOST_WAITING = 100_000;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(3));
    private final List<ContextInternal> contexts = new ArrayList<>();
    private final List<Session> sessions = new ArrayList<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong ran = new AtomicLong();

    /** The tasks of a producer: a number for each session, one after the other, or 0 for no task. */
    private record Numbers(int producer, long[] ofSession) {
    }

    private final class Session implements Consumer<Numbers> {
        private final int index;
        private final VertxEventLoop loop;
        /** Not volatile, as the next fields: only tasks use them. */
        private final long[] last = new long[PRODUCERS];
        private boolean running;

        Session(int index) {
            this.index = index;
            this.loop = new VertxEventLoop(contexts.get(index % contexts.size()));
        }

        @Override
        public void accept(Numbers numbers) {
            long number = numbers.ofSession[index];
            if (running) {
                faults.add("two tasks at once");
            }
            running = true;
            if (!loop.inLoop() || !loop.isOnThread()) {
                faults.add("not in the loop");
            }
            if (number != last[numbers.producer] + 1) {
                faults.add("of producer " + numbers.producer + " task " + number + " after " + last[numbers.producer]);
            }
            last[numbers.producer] = number;
            ran.incrementAndGet();
            running = false;
            if (number % 1009 == 0) {
                throw new IllegalStateException("on purpose");
            }
        }
    }

    private final class Producer extends Thread {
        private final int number;
        private final Random random;
        private final long[] last = new long[SESSIONS];

        Producer(int number) {
            this.number = number;
            this.random = new Random(number);
        }

        @Override
        public void run() {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            while (System.nanoTime() - end < 0) {
                if (sent.get() - ran.get() > MOST_WAITING) {
                    Thread.yield();
                    continue;
                }
                if (number < FIRST_IN_TASKS) {
                    produce();
                } else {
                    CountDownLatch done = new CountDownLatch(1);
                    sessions.get(number).loop.execute(() -> {
                        try {
                            produce();
                        } finally {
                            done.countDown();
                        }
                    });
                    await(done);
                }
                move(sessions.get(FIRST_MOVING + random.nextInt(SESSIONS - FIRST_MOVING)));
            }
        }

        private void await(CountDownLatch done) {
            try {
                if (!done.await(60, TimeUnit.SECONDS)) {
                    faults.add("a task was lost");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private void move(Session session) {
            ContextInternal target = contexts.get(random.nextInt(contexts.size()));
            session.loop.execute(() -> session.loop.moveTo(target));
        }

        private void produce() {
            for (int i = 0; i < BURST; i++) {
                Numbers numbers = new Numbers(number, new long[SESSIONS]);
                boolean single = random.nextInt(3) == 0;
                Session only = sessions.get(random.nextInt(SESSIONS));
                TaskGroup<Numbers> group = new TaskGroup<>(numbers);
                for (Session session : single ? List.of(only) : sessions) {
                    numbers.ofSession[session.index] = ++last[session.index];
                    sent.incrementAndGet();
                    submit(session, numbers, single, group);
                }
                group.start();
            }
        }

        private void submit(Session session, Numbers numbers, boolean single, TaskGroup<Numbers> group) {
            try {
                if (single) {
                    session.loop.run(() -> session.accept(numbers));
                } else {
                    group.add(session.loop, session);
                }
            } catch (IllegalStateException onPurpose) {
                // of a task of the session in whose task this is
            }
        }
    }

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void tasksOfEachProducerRunInOrder() throws InterruptedException {
        for (int i = 0; i < 6; i++) { // two on each thread
            contexts.add(((VertxInternal) vertx).createEventLoopContext());
        }
        for (int i = 0; i < SESSIONS; i++) {
            sessions.add(new Session(i));
        }
        List<Producer> producers = new ArrayList<>();
        for (int i = 0; i < PRODUCERS; i++) {
            producers.add(new Producer(i));
        }
        producers.forEach(Thread::start);
        for (Producer producer : producers) {
            producer.join();
        }
        for (Session session : sessions) {
            CountDownLatch last = new CountDownLatch(1);
            session.loop.execute(last::countDown);
            assertThat(last.await(60, TimeUnit.SECONDS)).as("session %d has run all tasks", session.index).isTrue();
        }
        System.out.println("Grouped tasks: " + ran + " of " + sent + " ran in order");
        assertThat(faults).isEmpty();
        assertThat(ran).hasValue(sent.get());
    }
}
