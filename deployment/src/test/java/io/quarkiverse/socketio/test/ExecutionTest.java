package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.OnEvent;
import io.quarkiverse.socketio.SocketIO;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.BlockingOperationControl;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Tests the threads, the order and the contexts of handlers. */
class ExecutionTest extends ClientTest {
    private static final int EVENTS = 200;

    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest().withApplicationRoot(
            root -> root.addClasses(Client.class, ClientTest.class, Threads.class, InOrder.class, Requests.class,
                    Request.class));

    @Test
    void aPlainMethodMayBlock() {
        assertThat(client.ask("plain")).isEqualTo("worker");
    }

    @Test
    void aMethodThatReturnsUniOrIsNonBlockingRunsOnTheEventLoop() {
        assertThat(client.ask("uni")).isEqualTo("event loop");
        assertThat(client.ask("nonBlocking")).isEqualTo("event loop");
    }

    @Test
    void aVirtualThreadIsUsedWhereThereAreAny() {
        assertThat(client.ask("virtual")).isEqualTo(Runtime.version().feature() >= 21 ? "virtual" : "worker");
    }

    @Test
    void blockingHandlersOfASocketRunInTheOrderOfItsEvents() {
        for (int i = 0; i < EVENTS; i++) {
            client.emit("blocking", i);
        }
        assertInOrder();
    }

    @Test
    void handlersOfAllKindsRunInTheOrderOfTheEvents() {
        String[] kinds = { "blocking", "onLoop", "onLoop", "onVirtualThread", "blocking", "blocking", "later" };
        for (int i = 0; i < EVENTS; i++) {
            client.emit(kinds[i % kinds.length], i);
        }
        assertInOrder();
    }

    private void assertInOrder() {
        InOrder.await(EVENTS);
        assertThat(InOrder.SEEN).containsExactlyElementsOf(IntStream.range(0, EVENTS).boxed().toList());
        assertThat(InOrder.RUNNING).hasValue(0);
        assertThat(InOrder.OVERLAPS).hasValue(0);
        InOrder.SEEN.clear();
    }

    @Test
    void eachCallHasARequestContextOfItsOwn() {
        for (String kind : List.of("inWorker", "inLoop", "inVirtualThread")) {
            Object first = client.ask(kind);
            Object second = client.ask(kind);
            assertThat(first).as(kind).isNotEqualTo(second);
        }
    }

    @Test
    void theRequestContextLastsUntilTheUniCompletes() {
        int destroyed = Request.DESTROYED.get();
        assertThat(client.ask("afterAWhile")).isEqualTo("the same request, not destroyed");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(Request.DESTROYED).hasValue(destroyed + 1));
    }

    @Test
    void aCallHasADuplicatedVertxContextOfItsOwn() {
        assertThat(client.ask("vertxContext")).isEqualTo("own");
        assertThat(client.ask("vertxContext")).isEqualTo("own");
    }

    @SocketIO
    static class Threads {
        @OnEvent("plain")
        String plain() {
            return kind();
        }

        @OnEvent("uni")
        Uni<String> uni() {
            return Uni.createFrom().item(kind());
        }

        @OnEvent("nonBlocking")
        @NonBlocking
        String nonBlocking() {
            return kind();
        }

        @OnEvent("virtual")
        @RunOnVirtualThread
        String virtual() {
            return kind();
        }

        private static String kind() {
            if (Thread.currentThread().toString().startsWith("VirtualThread")) {
                return "virtual";
            }
            return Context.isOnEventLoopThread() ? "event loop"
                    : BlockingOperationControl.isBlockingAllowed() ? "worker" : Thread.currentThread().toString();
        }
    }

    @SocketIO
    static class InOrder {
        static final Queue<Integer> SEEN = new ConcurrentLinkedQueue<>();
        static final AtomicInteger RUNNING = new AtomicInteger();
        static final AtomicInteger OVERLAPS = new AtomicInteger();

        static void await(int count) {
            org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> SEEN.size() == count
                    && RUNNING.get() == 0);
        }

        private static void see(int number) {
            if (RUNNING.getAndIncrement() > 0) {
                OVERLAPS.incrementAndGet();
            }
            if (number % 7 == 0) {
                // so that a handler that does not wait for the one before overtakes it
                Thread.yield();
            }
            SEEN.add(number);
            RUNNING.decrementAndGet();
        }

        @OnEvent("blocking")
        void blocking(int number) throws InterruptedException {
            if (number % 10 == 0) {
                Thread.sleep(5);
            }
            see(number);
        }

        @OnEvent("onLoop")
        @NonBlocking
        void onLoop(int number) {
            see(number);
        }

        @OnEvent("onVirtualThread")
        @RunOnVirtualThread
        void onVirtualThread(int number) {
            see(number);
        }

        @OnEvent("later")
        Uni<Void> later(int number) {
            see(number);
            return Uni.createFrom().voidItem();
        }
    }

    @SocketIO
    static class Requests {
        @Inject
        Request request;

        @Inject
        Vertx vertx;

        @OnEvent("inWorker")
        int inWorker() {
            return request.number();
        }

        @OnEvent("inLoop")
        @NonBlocking
        int inLoop() {
            return request.number();
        }

        @OnEvent("inVirtualThread")
        @RunOnVirtualThread
        int inVirtualThread() {
            return request.number();
        }

        @OnEvent("afterAWhile")
        Uni<String> afterAWhile() {
            int number = request.number();
            int destroyed = Request.DESTROYED.get();
            return Uni.createFrom().emitter(emitter -> vertx.setTimer(50, timer -> emitter.complete(
                    !Arc.container().requestContext().isActive() ? "no request"
                            : request.number() != number ? "another request"
                                    : "the same request, " + (Request.DESTROYED.get() == destroyed ? "not " : "")
                                            + "destroyed")));
        }

        @OnEvent("vertxContext")
        String vertxContext() {
            Context context = Vertx.currentContext();
            boolean used = context.getLocal("used") != null;
            context.putLocal("used", true);
            return !VertxContext.isOnDuplicatedContext() ? "not duplicated" : used ? "shared" : "own";
        }
    }

    @RequestScoped
    static class Request {
        static final AtomicInteger CREATED = new AtomicInteger();
        static final AtomicInteger DESTROYED = new AtomicInteger();

        private final int number = CREATED.incrementAndGet();

        int number() {
            return number;
        }

        @PreDestroy
        void destroy() {
            DESTROYED.incrementAndGet();
        }
    }
}
