package io.quarkiverse.socketio.runtime.bus;

import static io.quarkiverse.socketio.runtime.bus.RecordedServer.event;
import static io.quarkiverse.socketio.runtime.bus.RecordedServer.message;
import static io.quarkiverse.socketio.runtime.bus.RecordedServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests three servers with two threads each that send at the same time. */
@Timeout(120)
class BusThreadsTest {
    private static final int SERVERS = 3;
    private static final int THREADS = 2;
    private static final int MESSAGES = 2000;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Checks received messages against the contract while they arrive. */
    private static final class Checker implements Bus.Listener, Bus.Placement {
        private final AtomicBoolean called = new AtomicBoolean();
        /** The number of the last message of each thread. */
        private final Map<String, Integer> last = new HashMap<>();
        private final List<String> wrong = new ArrayList<>();
        private long lastPlace;
        private final CountDownLatch complete;

        Checker(int expected) {
            complete = new CountDownLatch(expected);
        }

        private void during(Runnable action) {
            if (!called.compareAndSet(false, true)) {
                throw new AssertionError("called by two at a time");
            }
            action.run();
            called.set(false);
            complete.countDown();
        }

        private void message(String from, ClusterMessage message) {
            String[] words = text(message).split(" ");
            int number = Integer.parseInt(words[1]);
            Integer before = last.put(from + words[0], number);
            if (number != (before == null ? 0 : before + 1)) {
                wrong.add(number + " after " + before);
            }
        }

        private void place(long place) {
            if (place <= lastPlace) {
                wrong.add("place " + place + " after " + lastPlace);
            }
            lastPlace = place;
        }

        @Override
        public void onMessage(String from, ClusterMessage message) {
            during(() -> message(from, message));
        }

        @Override
        public void onSequenced(long place, String from, ClusterMessage message) {
            during(() -> {
                place(place);
                message(from, message);
            });
        }

        @Override
        public void onPlaced(long place) {
            during(() -> place(place));
        }

        @Override
        public void onUnplaced() {
            during(() -> wrong.add("no place"));
        }

        @Override
        public void onPeers(Set<String> others) {
            // all servers listen before the first message
        }
    }

    private static void check(Function<String, Bus> hub) throws InterruptedException {
        // a message of each thread of the others, and the places of half of those of its own
        int expected = THREADS * (MESSAGES * (SERVERS - 1) + MESSAGES / 2);
        List<Checker> checkers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < SERVERS; i++) {
            Bus bus = hub.apply("x-" + i);
            Checker checker = new Checker(expected);
            bus.listen(checker);
            checkers.add(checker);
            for (int t = 0; t < THREADS; t++) {
                String name = "thread" + t;
                threads.add(new Thread(() -> speak(bus, checker, name)));
            }
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        for (Checker checker : checkers) {
            assertThat(checker.complete.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(checker.wrong).isEmpty();
        }
    }

    private static void speak(Bus bus, Bus.Placement placement, String name) {
        for (int i = 0; i < MESSAGES; i++) {
            if (i % 2 == 0) {
                bus.publish(message(name + " " + i));
            } else if (!bus.sequence(event(name + " " + i), placement)) {
                throw new AssertionError("not sequenced");
            }
        }
    }

    @Test
    void inMemory() throws InterruptedException {
        InMemoryBus.Hub hub = new InMemoryBus.Hub();
        check(hub::join);
    }

    @Test
    void overTwoBuses() throws InterruptedException {
        InMemoryBus.Hub host = new InMemoryBus.Hub();
        InMemoryBus.Hub between = new InMemoryBus.Hub();
        check(name -> new OrderedHostsBus(host.join(name), between.join(name), other -> true));
    }
}
