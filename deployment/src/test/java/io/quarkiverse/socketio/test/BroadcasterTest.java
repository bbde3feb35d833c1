package io.quarkiverse.socketio.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.socketio.BroadcastContext;
import io.quarkiverse.socketio.Broadcaster;
import io.quarkiverse.socketio.OnBroadcast;
import io.quarkiverse.socketio.SocketIOException;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** Tests broadcasts to methods of the same worker. */
class BroadcasterTest {
    @RegisterExtension
    static final QuarkusUnitTest APP = new QuarkusUnitTest()
            .withApplicationRoot(root -> root.addClasses(Prices.class, Price.class, NoScope.class));

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Inject
    Broadcaster broadcaster;
    @Inject
    Vertx vertx;

    @Test
    void allMethodsOfTheNameGetTheDeserialisedPayload() throws InterruptedException {
        Price price = new Price("ACME", 1);
        broadcaster.publish("price-changed", price, List.of(price));
        assertThat(Prices.FIRST.poll(30, TimeUnit.SECONDS)).isEqualTo(price).isNotSameAs(price);
        assertThat(Prices.SECOND.poll(30, TimeUnit.SECONDS)).isEqualTo("price-changed true ACME ACME");
    }

    @Test
    void aClassNeedsNoScope() throws InterruptedException {
        broadcaster.publish("to-no-scope");
        assertThat(NoScope.CALLED.poll(30, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void methodsOfABeanAreCalledInTheOrderOfTheBroadcasts() {
        for (int i = 0; i < 100; i++) {
            broadcaster.publish(i % 2 == 0 ? "blocking" : "on-loop", i);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> Prices.NUMBERS.size() == 100);
        assertThat(Prices.NUMBERS).containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void aMethodThatFailsDoesNotStopThoseThatFollow() throws InterruptedException {
        broadcaster.publish("fails");
        broadcaster.publish("after-failure", "called");
        assertThat(Prices.AFTER_FAILURE.poll(30, TimeUnit.SECONDS)).isEqualTo("called");
    }

    @Test
    void theOwnWorkerCanBeExcluded() throws InterruptedException {
        broadcaster.excludeSelf().publish("to-no-scope-2", "not me");
        broadcaster.publish("to-no-scope-2", "me");
        assertThat(NoScope.ARGUMENTS.poll(30, TimeUnit.SECONDS)).isEqualTo("me");
    }

    @Test
    void eventBusMessagesAreBroadcastsAndBroadcastsAreEventBusMessages() throws InterruptedException {
        vertx.eventBus().publish("after-failure", "from the event bus");
        assertThat(Prices.AFTER_FAILURE.poll(30, TimeUnit.SECONDS)).isEqualTo("from the event bus");
        BlockingQueue<Object> consumed = new LinkedBlockingQueue<>();
        var consumer = vertx.eventBus().consumer("after-failure", message -> consumed.add(message.body()));
        broadcaster.publish("after-failure", "from the broadcaster");
        assertThat(consumed.poll(30, TimeUnit.SECONDS)).isEqualTo("from the broadcaster");
        assertThat(Prices.AFTER_FAILURE.poll(30, TimeUnit.SECONDS)).isEqualTo("from the broadcaster");
        consumer.unregister();
    }

    @Test
    void returnedValuesAreCollectedInDeserialisedForm() {
        Price price = new Price("ACME", 1);
        assertThat(collect("double", price)).containsExactly(new Price("ACME", 2));
        assertThat(collect("double-later", price)).containsExactly(new Price("ACME", 2));
        assertThat(broadcaster.publishAndCollect("double", Price.class, (Object) null).await().atMost(LIMIT))
                .containsExactly((Price) null);
    }

    private List<Price> collect(String event, Object... args) {
        return broadcaster.publishAndCollect(event, Price.class, args).await().atMost(LIMIT);
    }

    @Test
    void aFailingOrMissingMethodEndsTheWaitForThatWorker() throws InterruptedException {
        assertThat(collect("fails")).isEmpty();
        assertThat(collect("fails-to-answer")).isEmpty();
        assertThat(collect("nobody-knows-this")).isEmpty();
        assertThat(collect("after-failure", "void is called")).isEmpty();
        assertThat(Prices.AFTER_FAILURE.poll(30, TimeUnit.SECONDS)).isEqualTo("void is called");
        assertThat(broadcaster.excludeSelf().publishAndCollect("double", Price.class, new Price("ACME", 1)).await()
                .atMost(LIMIT)).isEmpty();
    }

    @Test
    void aResponseOfAnotherTypeFails() {
        assertThatThrownBy(() -> broadcaster.publishAndCollect("double", Integer.class, new Price("ACME", 1)).await()
                .atMost(LIMIT)).isInstanceOf(SocketIOException.class);
    }

    @Test
    void theCallerGetsSerialisationFailures() {
        assertThatThrownBy(() -> broadcaster.publish("fails", new Object() {
            public Object getSelf() {
                return this;
            }
        })).isInstanceOf(SocketIOException.class);
    }

    @ApplicationScoped
    static class Prices {
        static final BlockingQueue<Price> FIRST = new LinkedBlockingQueue<>();
        static final BlockingQueue<String> SECOND = new LinkedBlockingQueue<>();
        static final BlockingQueue<String> AFTER_FAILURE = new LinkedBlockingQueue<>();
        static final Queue<Integer> NUMBERS = new ConcurrentLinkedQueue<>();

        @OnBroadcast("price-changed")
        void first(Price price) {
            FIRST.add(price);
        }

        @OnBroadcast("price-changed")
        Uni<Void> second(Price price, BroadcastContext from, List<Price> all) {
            SECOND.add(from.event() + " " + from.local() + " " + price.symbol() + " "
                    + String.join(",", all.stream().map(Price::symbol).toList()));
            return Uni.createFrom().voidItem();
        }

        @OnBroadcast("blocking")
        void blocking(int number) throws InterruptedException {
            if (number % 10 == 0) {
                Thread.sleep(5);
            }
            NUMBERS.add(number);
        }

        @OnBroadcast("on-loop")
        @NonBlocking
        void onLoop(int number) {
            NUMBERS.add(number);
        }

        @OnBroadcast("double")
        Price doubled(Price price) {
            return price == null ? null : new Price(price.symbol(), 2 * price.value());
        }

        @OnBroadcast("double-later")
        Uni<Price> doubledLater(Price price) {
            return Uni.createFrom().item(doubled(price)).onItem().delayIt().by(Duration.ofMillis(10));
        }

        @OnBroadcast("fails-to-answer")
        Price failing() {
            throw new IllegalStateException("as the test wants it");
        }

        @OnBroadcast("fails")
        void fails() {
            throw new IllegalStateException("as the test wants it");
        }

        @OnBroadcast("after-failure")
        void afterFailure(String argument) {
            AFTER_FAILURE.add(argument);
        }
    }

    static class NoScope {
        static final BlockingQueue<String> CALLED = new LinkedBlockingQueue<>();
        static final BlockingQueue<String> ARGUMENTS = new LinkedBlockingQueue<>();

        @OnBroadcast("to-no-scope")
        void called() {
            CALLED.add("called");
        }

        @OnBroadcast("to-no-scope-2")
        void called(String argument) {
            ARGUMENTS.add(argument);
        }
    }

    record Price(String symbol, int value) {
    }
}
